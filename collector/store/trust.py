"""Up to when our own clock was right, as far as the journal and the state can tell."""

from __future__ import annotations

from sqlalchemy import Connection

from collector.store.journal import Journal
from collector.store.state import notes


def last_known(journal: Journal, connection: Connection) -> int | None:
    """The last moment (UTC s) told by our clock while it was believed: a record, a sign of life.

    Records that a person has said to be wrong do not count. None if there is no such moment.
    """
    last = journal.last(trusted=True)
    wrong = notes.get(connection, notes.TRUSTED) or 0
    received = last.entry.received if last and last.position > wrong else None
    known = [at for at in (received, notes.get(connection, notes.ALIVE)) if at is not None]
    return max(known, default=None)

"""How far the state is behind the journal: what is kept, acknowledged and not yet judged."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from collector.store.journal import Journal
from collector.store.state import notes

LATE = 300
"""Seconds a batch may wait to be applied before something is wrong."""


class Lag(NamedTuple):
    """Batches that are not applied, and since when the oldest of them waits (UTC s)."""

    batches: int = 0
    since: int | None = None

    def is_late(self, now: int) -> bool:
        """Whether this is more than a moment's work."""
        return self.since is not None and now - self.since > LATE


def lag(connection: Connection, journal: Journal) -> Lag:
    """How it is now."""
    applied = notes.get(connection, notes.APPLIED) or 0
    waiting, last = journal.after(applied, 1), journal.last()
    if not waiting or last is None:
        return Lag()
    return Lag(last.position - applied, waiting[0].entry.received)

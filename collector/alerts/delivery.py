"""From the queue to the server or the folder, each mail's fate written down as it comes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine

from collector.alerts import outbox
from collector.alerts.smtp.outcome import Outcome, not_made
from collector.alerts.smtp.sending import send
from collector.folder.config import Settings
from collector.store.state import mails
from collector.store.state.database import reader
from collector.store.state.mails import Mail
from collector.words import later
from collector.words.text import marked

AT_ONCE = 20
"""Mails in one turn: a stop need not wait for more."""
WAITS = (60, 300, 900, 3600, *[4 * 3600] * 18)
"""Seconds until the next try: three days in all, counted in tries, for power cuts are no tries."""
HELD = marked(
    "no mail server was set, so it lies in the outbox folder; "
    "`mkaguzi mail retry all` sends what is held"
)


def deliver(engine: Engine, settings: Settings, now: int) -> int:
    """Try what is due; how many left."""
    with reader(engine).connect() as connection:
        due = mails.due(connection, now, AT_ONCE)
    if not due:
        return 0
    to_server = bool(settings.mail.host)
    tried = send(settings.mail, settings.data, due) if to_server else _lay(settings, due)
    left = 0
    for mail, outcome in tried:
        _write_down(engine, mail, outcome, now, mails.SENT if to_server else mails.HELD)
        left += outcome.sent
    return left


def _lay(settings: Settings, due: list[Mail]) -> Iterator[tuple[Mail, Outcome]]:
    for mail in due:
        yield mail, lay(settings, mail)


def lay(settings: Settings, mail: Mail) -> Outcome:
    """Put one mail into the folder."""
    try:
        outbox.lay(settings.data, mail, settings.mail.sender)
    except OSError as error:
        msg = marked("the outbox folder cannot be written: {reason}")
        return Outcome(False, True, later.kept(msg, reason=error.strerror or str(error)))
    except ValueError as error:
        return Outcome(False, False, not_made(error))
    return Outcome(True, False, HELD)


def _write_down(engine: Engine, mail: Mail, outcome: Outcome, now: int, done: str) -> None:
    with engine.begin() as connection:
        if outcome.sent:
            mails.settle(connection, mail.id, done, outcome.why, now)
        elif outcome.again and mail.tries < len(WAITS):
            mails.later(connection, mail.id, outcome.why, now + WAITS[mail.tries])
        else:
            mails.settle(connection, mail.id, mails.FAILED, outcome.why, now)

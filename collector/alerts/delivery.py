"""From the queue to the server or the folder, each mail's fate written down as it comes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from collector.alerts import outbox
from collector.alerts.mail import Outcome, send
from collector.config import Settings
from collector.store.state import mails
from collector.store.state.database import reader
from collector.store.state.mails import Mail

AT_ONCE = 20
"""Mails in one turn: a stop need not wait for more."""
WAITS = (60, 300, 900, 3600, 4 * 3600)
"""Seconds until the next try; the last one again and again."""
GIVE_UP = 3 * 86_400
"""Seconds after which a mail has failed."""
HELD = "no SMTP server is set; it lies in the outbox folder"


def deliver(engine: Engine, settings: Settings, now: int) -> int:
    """Try what is due; how many left."""
    with reader(engine).connect() as connection:
        due = mails.due(connection, now, AT_ONCE)
    if not due:
        return 0
    if not settings.mail.host:
        return _lay(engine, settings.data, settings.mail.sender, due, now)
    sent = 0
    for mail, outcome in zip(due, send(settings.mail, settings.data, due), strict=False):
        _write_down(engine, mail, outcome, now)
        sent += outcome.sent
    return sent


def _lay(engine: Engine, data: Path, sender: str, due: list[Mail], now: int) -> int:
    for mail in due:
        outbox.lay(data, mail, sender)
        with engine.begin() as connection:
            mails.settle(connection, mail.id, mails.HELD, HELD, now)
    return len(due)


def _write_down(engine: Engine, mail: Mail, outcome: Outcome, now: int) -> None:
    with engine.begin() as connection:
        if outcome.sent:
            mails.settle(connection, mail.id, mails.SENT, "", now)
        elif outcome.again and now - mail.created < GIVE_UP:
            wait = WAITS[min(mail.tries, len(WAITS) - 1)]
            mails.later(connection, mail.id, outcome.why, now + wait)
        else:
            mails.settle(connection, mail.id, mails.FAILED, outcome.why, now)

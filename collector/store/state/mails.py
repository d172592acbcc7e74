"""Mail from its making to its fate: a durable queue, each with a Message-ID that never changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from collector.store.state.schema import mail

QUEUED, SENT, HELD, FAILED = "queued", "sent", "held", "failed"
"""`held`: there is no SMTP server; it lies in the outbox folder."""


class Mail(NamedTuple):
    """One mail on its way."""

    id: int
    message_id: str
    kind: str
    recipient: str
    lang: str
    subject: str
    plain: str
    html: str
    created: int
    state: str
    tries: int
    why: str


_COLUMNS = [mail.c[name] for name in Mail._fields]


def add(connection: Connection, values: dict[str, Any], now: int) -> int:
    """Queue a mail: message_id, kind, recipient, org, lang, subject, plain, html. Its id."""
    rest = {"created": now, "not_before": now, "state": QUEUED, "tries": 0, "why": ""}
    result = connection.execute(insert(mail).values(**values, **rest))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def due(connection: Connection, now: int, limit: int) -> list[Mail]:
    """What is to be tried now, the oldest first."""
    ready = (mail.c.state == QUEUED) & (mail.c.not_before <= now)
    found = select(*_COLUMNS).where(ready).order_by(mail.c.id).limit(limit)
    return [Mail(*row) for row in connection.execute(found)]


def one(connection: Connection, mail_id: int) -> Mail | None:
    """One mail."""
    row = connection.execute(select(*_COLUMNS).where(mail.c.id == mail_id)).first()
    return Mail(*row) if row else None


def listed(connection: Connection, limit: int) -> list[Mail]:
    """The newest mails. For the command line; pages ask with a scope."""
    found = select(*_COLUMNS).order_by(mail.c.id.desc()).limit(limit)
    return [Mail(*row) for row in connection.execute(found)]


def settle(connection: Connection, mail_id: int, state: str, why: str, now: int) -> None:
    """It was sent, laid in the folder, or failed for good."""
    values: dict[str, Any] = {"state": state, "why": why, "tries": mail.c.tries + 1}
    if state == SENT:
        values["sent"] = now
    connection.execute(update(mail).where(mail.c.id == mail_id).values(**values))


def later(connection: Connection, mail_id: int, why: str, not_before: int) -> None:
    """Try it again at a moment."""
    values = {"why": why, "tries": mail.c.tries + 1, "not_before": not_before}
    connection.execute(update(mail).where(mail.c.id == mail_id).values(**values))


def note(connection: Connection, one: Mail, state: str, why: str) -> None:
    """Keep a mail that did not go through the queue, with what became of it."""
    values = {**one._asdict(), "state": state, "why": why, "tries": 1, "not_before": one.created}
    del values["id"]
    sent = one.created if state == SENT else None
    connection.execute(insert(mail).values(**values, org=None, sent=sent))


def again(connection: Connection, mail_id: int | None, now: int) -> int:
    """Try one, or all that failed, are held or wait for their next try, at once; how many."""
    stuck = mail.c.state.in_((FAILED, HELD)) | ((mail.c.state == QUEUED) & (mail.c.tries > 0))
    here = stuck if mail_id is None else (mail.c.id == mail_id) & (mail.c.state != SENT)
    values = {"state": QUEUED, "not_before": now, "tries": 0, "why": ""}
    return connection.execute(update(mail).where(here).values(**values)).rowcount

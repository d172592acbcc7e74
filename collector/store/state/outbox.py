"""Mail as the page Outbox reads it: within the reader's scope, sorted as it asks."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, true

from collector.organisation.scope import Scope
from collector.store.state.schema import mail


class Asked(NamedTuple):
    """Which mail is wanted, and in which order; an empty text asks for all."""

    state: str = ""
    kind: str = ""
    order: str = "made"
    down: bool = True


_ORDERS: dict[str, Any] = {
    "subject": func.lower(mail.c.subject),
    "to": func.lower(mail.c.recipient),
    "kind": mail.c.kind,
    "made": mail.c.created,
    "state": mail.c.state,
}


def _covered(scope: Scope) -> ColumnElement[bool]:
    """Mail about the whole region is for those who may see it all."""
    return true() if scope.org is None else mail.c.org == scope.org


def listed(
    connection: Connection, scope: Scope, asked: Asked, limit: int, offset: int
) -> tuple[list[Any], int]:
    """A page of the outbox without the texts, and how many mails there are on all pages."""
    columns = [column for column in mail.c if column.name not in ("plain", "html")]
    query = select(*columns).where(_covered(scope))
    for name in ("state", "kind"):
        if value := getattr(asked, name):
            query = query.where(mail.c[name] == value)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    column = _ORDERS[asked.order]
    newest = (mail.c.created.desc(), mail.c.id.desc())
    ordered = query.order_by(column.desc() if asked.down else column, *newest)
    return list(connection.execute(ordered.limit(limit).offset(offset))), total


def one(connection: Connection, scope: Scope, mail_id: int) -> Any | None:
    """One mail whole; None if it is not there for this reader."""
    query = select(mail).where(_covered(scope), mail.c.id == mail_id)
    return connection.execute(query).first()

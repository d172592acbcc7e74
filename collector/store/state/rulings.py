"""What people decided about identities and places: kept for ever, so that it can be undone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select

from collector.store.state.schema import ruling

SETTLE, RETIRE, MERGE, SPLIT, MOVE, FORGET = (
    "settle",
    "retire",
    "merge",
    "split",
    "move",
    "forget",
)


def add(
    connection: Connection,
    what: str,
    by: str,
    now: int,
    asset_id: str | None,
    other: str | None = None,
    **detail: Any,
) -> None:
    """Keep a ruling; `detail` is what it takes to undo it."""
    values = {"at": now, "by": by, "what": what, "asset": asset_id, "other": other}
    connection.execute(insert(ruling).values(**values, detail=detail))


def last(connection: Connection, what: str, asset_id: str) -> Any | None:
    """The newest ruling of a kind on an asset."""
    here = (ruling.c.what == what) & (ruling.c.asset == asset_id)
    return connection.execute(select(ruling).where(here).order_by(ruling.c.id.desc())).first()


def settled(connection: Connection, asset_id: str) -> set[str]:
    """The doubts about an asset that a person has settled."""
    here = (ruling.c.what == SETTLE) & (ruling.c.asset == asset_id)
    rows = connection.scalars(select(ruling.c.detail).where(here))
    return {str(detail.get("doubt")) for detail in rows}


def listed(connection: Connection, limit: int) -> list[Any]:
    """The newest."""
    return list(connection.execute(select(ruling).order_by(ruling.c.id.desc()).limit(limit)))

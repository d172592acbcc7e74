"""In which asset a part was last seen, by its serial number."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from collector.store.state.schema import part

_MOST = 200
"""Parts that are kept of one asset: a machine cannot fill the table by new numbers each hour."""
_SHARED = 2
"""A number that was in so many assets besides the first is no part's own: cheap makers repeat."""
_HERE = (part.c.kind == bindparam("k")) & (part.c.mark == bindparam("m"))
_WHERE = select(part.c.asset, part.c.moves).where(_HERE)


class Where(NamedTuple):
    """The asset it was last seen in; whether the number says nothing any more."""

    asset: str
    shared: bool


def of(connection: Connection, kind: str, mark: str) -> Where | None:
    """Where a part was last seen."""
    row = connection.execute(_WHERE, {"k": kind, "m": mark}).first()
    return Where(row.asset, row.moves >= _SHARED) if row else None


def put(
    connection: Connection, kind: str, mark: str, asset_id: str, now: int, known: Where | None
) -> None:
    """It is in this asset; `known` is where it was, as `of` told."""
    if known is None:
        count = select(func.count()).where(part.c.asset == asset_id)
        if (connection.scalar(count) or 0) < _MOST:
            values = {"kind": kind, "mark": mark, "asset": asset_id, "since": now, "moves": 0}
            connection.execute(insert(part).values(**values))
    elif known.asset != asset_id:
        here = (part.c.kind == kind) & (part.c.mark == mark)
        moved = {"asset": asset_id, "since": now, "moves": part.c.moves + 1}
        connection.execute(update(part).where(here).values(**moved))

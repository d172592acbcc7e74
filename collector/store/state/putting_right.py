"""After our clock was wrong: every stored moment that cannot be is put to now.

A moment later than now freezes what waits for it: facts and samples that only newer ones replace,
a digest or a mail that is not due yet, an alert that is held. One told by our clock before this
version was built was told by a clock without power. What was told while we doubted it is all of
one moment (see `clock.Own.told`), the earliest that it can be: now is the latest, and as a rule the
clock is set soon after a start, which may be long after what was known last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, or_, select, update

from collector.store.state import assets, notes
from collector.store.state.schema import END, OURS, metadata, verdict


def put_right(connection: Connection, earliest: int, now: int, doubted: int | None = None) -> int:
    """Put moments after `now`, and our own before `earliest` (UTC s), to now; how many.

    And our own that are `doubted`, the moment of all that was told while we doubted our clock.
    """
    moved = 0
    for table in metadata.sorted_tables:
        _move_ends(connection, table, earliest, now)
        for column in _moments(table):
            wrong = _is_wrong(column, earliest, now)
            if column.info["moment"] == OURS and doubted is not None:
                wrong = or_(wrong, column == doubted)
            done = connection.execute(update(table).where(wrong).values({column: now}))
            moved += done.rowcount
    moved += _memories(connection, now) + notes.put_right(connection, now)
    assets.all_due(connection, now)
    return moved


def _moments(table: Table) -> Iterator[Column[Any]]:
    return (column for column in table.c if column.info.get("moment") not in (None, END))


def _is_wrong(column: Column[Any], earliest: int, now: int) -> Any:
    if column.info["moment"] == OURS:
        return or_(column > now, column < earliest)
    return column > now


def _move_ends(connection: Connection, table: Table, earliest: int, now: int) -> None:
    """What holds for a while from a wrong moment on holds as long from now on."""
    for column in table.c:
        if column.info.get("moment") == END:
            began = table.c.created
            moved = {column: column + now - began}
            wrong = _is_wrong(began, earliest, now)
            connection.execute(update(table).where(wrong).values(moved))


def _memories(connection: Connection, now: int) -> int:
    """What rules remember: since when something fails."""
    rows = connection.execute(select(verdict.c.asset, verdict.c.rule, verdict.c.memory))
    moved = 0
    for asset_id, rule, memory in list(rows):
        right = {name: min(at, now) for name, at in (memory or {}).items()}
        if memory and right != memory:
            here = (verdict.c.asset == asset_id) & (verdict.c.rule == rule)
            connection.execute(update(verdict).where(here).values(memory=right))
            moved += 1
    return moved

"""Parts that came, went or moved, and replaced boards, as events of the assets they are of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from agent.report import Facts
from collector.steps.parts import SECTIONS, Part, all_of, changed
from collector.store.state import events, facts, whereabouts
from collector.store.state.whereabouts import Where


def refit(connection: Connection, asset_id: str, told: Facts, now: int) -> None:
    """Compare what facts tell with what was known, before it is stored.

    Of a machine that tells of its parts for the first time, only those are news that we know from
    another.
    """
    names = SECTIONS & told.keys()
    if not names:
        return
    rows = facts.sections(connection, asset_id, names)
    late = {row.section for row in rows if row.seen > now}  # it was long on its way
    news = {name: told[name] for name in names - late}
    before: Facts = {row.section: row.content for row in rows}
    change = changed(before, news)
    if change.board:
        detail = {"from": change.board[0], "to": change.board[1]}
        events.note(connection, asset_id, now, events.BOARD_REPLACED, detail)
    _note_went(connection, asset_id, change.went, now)
    came = set(change.came)
    for part in all_of(news):
        _place(connection, asset_id, part, now, new=part in came)


def _note_went(connection: Connection, asset_id: str, went: Sequence[Part], now: int) -> None:
    """It is gone from here; unless it is known by now to be in another, which was told then."""
    for part in went:
        where = _known(connection, part)
        if where is None or where.asset == asset_id:
            events.note(connection, asset_id, now, events.PART_WENT, part.detail())


def _place(connection: Connection, asset_id: str, part: Part, now: int, *, new: bool) -> None:
    where = _known(connection, part)
    if where is not None and where.asset != asset_id and not where.shared:
        _note_moved(connection, where.asset, asset_id, part, now)
    elif new:
        events.note(connection, asset_id, now, events.PART_CAME, part.detail())
    if part.mark:
        whereabouts.put(connection, part.kind, part.mark, asset_id, now, where)


def _known(connection: Connection, part: Part) -> Where | None:
    """Where it was last seen; of what has no number of its own, nobody knows."""
    return whereabouts.of(connection, part.kind, part.mark) if part.mark else None


def _note_moved(connection: Connection, old: str, new: str, part: Part, now: int) -> None:
    events.note(connection, old, now, events.PART_MOVED, {**part.detail(), "to": new})
    events.note(connection, new, now, events.PART_MOVED, {**part.detail(), "from": old})

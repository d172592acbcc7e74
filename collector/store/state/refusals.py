"""Batches that were not accepted. What is the same within an hour is one row with its number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.store.state.schema import agent, asset, refusal
from collector.tally import Refusal

NOT_APPLIED = "not_applied"
"""The code of a batch that was let in and kept, and could not be applied."""
KEPT = 1000
"""Rows kept of agents, and as many of strangers: neither pushes out the other."""
_HOUR = 3600


def note(connection: Connection, one: Refusal, times: int, now: int) -> None:
    """It happened so often just now; the oldest of its kind beyond a bound go."""
    same = [refusal.c[name] == value for name, value in one._asdict().items()]
    recent = select(refusal.c.id).where(*same, refusal.c.at > now - _HOUR)
    found = connection.scalar(recent.order_by(refusal.c.id.desc()).limit(1))
    if found is None:
        connection.execute(insert(refusal).values(**one._asdict(), times=times, at=now))
        _bound(connection, known=one.known)
    else:
        more = {"times": refusal.c.times + times, "at": now}
        connection.execute(update(refusal).where(refusal.c.id == found).values(more))


def _bound(connection: Connection, *, known: bool) -> None:
    mine = refusal.c.known == known
    newest = select(refusal.c.id).where(mine).order_by(refusal.c.id.desc())
    last = connection.scalar(newest.offset(KEPT).limit(1))
    if last is not None:
        connection.execute(refusal.delete().where(mine, refusal.c.id <= last))


def since(connection: Connection, moment: int) -> list[Any]:
    """All since a moment (UTC s), with the names by which their senders are known.

    Those of agents come first, the newest first.
    """
    joined = refusal.outerjoin(agent, refusal.c.agent == agent.c.id)
    query = (
        select(refusal, agent.c.hostname, agent.c.asset, asset.c.host)
        .select_from(joined.outerjoin(asset, agent.c.asset == asset.c.id))
        .where(refusal.c.at >= moment)
        .order_by(refusal.c.known.desc(), refusal.c.at.desc(), refusal.c.id.desc())
    )
    return list(connection.execute(query))

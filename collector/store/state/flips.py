"""Flips: what changed, what becomes of it (its fate), and what the next digest has to tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from collector.judge.flip import Flip
from collector.scope import Scope
from collector.store.state.schema import asset, flip, verdict

MAIL, DIGEST, HELD, NONE = "mail", "digest", "held", "none"


def _query() -> Select[Any]:
    now = (verdict.c.asset == flip.c.asset) & (verdict.c.rule == flip.c.rule)
    columns = (
        *(flip.c.id, flip.c.asset, asset.c.host, asset.c.org, asset.c.site, asset.c.kind),
        *(asset.c.last_seen, flip.c.rule, flip.c.before, flip.c.after, flip.c.severity),
        *(flip.c.gap, flip.c.at, verdict.c.status, verdict.c.gap),
    )
    joined = flip.join(asset, flip.c.asset == asset.c.id).outerjoin(verdict, now)
    return select(*columns).select_from(joined).order_by(flip.c.id)


def pending(connection: Connection) -> list[Flip]:
    """Those nobody has looked at, and those that are held; in order."""
    unsorted = flip.c.fate.is_(None) | (flip.c.fate == HELD)
    return [Flip(*row) for row in connection.execute(_query().where(unsorted))]


def set_fate(connection: Connection, ids: Iterable[int], fate: str) -> None:
    """Say what becomes of these."""
    for some in _groups(list(ids)):
        connection.execute(update(flip).where(flip.c.id.in_(some)).values(fate=fate))


def untold(connection: Connection, scope: Scope) -> list[Flip]:
    """Those no digest has told yet, within the reader's scope; in order."""
    query = _query().where(flip.c.fate.in_((MAIL, DIGEST)), flip.c.digested.is_(None))
    if scope.org is not None:
        query = query.where(asset.c.org == scope.org)
    return [Flip(*row) for row in connection.execute(query)]


def newest_sorted(connection: Connection) -> int:
    """The id up to which `untold` can have told."""
    return int(connection.scalar(select(func.max(flip.c.id)).where(flip.c.fate.is_not(None))) or 0)


def told(connection: Connection, up_to: int, now: int) -> None:
    """A digest has told all that is sorted, up to an id."""
    here = (flip.c.id <= up_to) & flip.c.fate.in_((MAIL, DIGEST)) & flip.c.digested.is_(None)
    connection.execute(update(flip).where(here).values(digested=now))


def _groups(ids: list[int]) -> Iterable[list[int]]:
    return (ids[i : i + 500] for i in range(0, len(ids), 500))

"""Assets that are new, and how they stand: for the digest.

New is what no digest has told, whenever it was first heard from: what came before a digest may be
applied after it, and a moment that divides the two would lose it, or tell it twice.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, true, update

from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN
from collector.organisation.scope import Scope
from collector.store.state.schema import alias, asset, verdict


class Newcomer(NamedTuple):
    """An asset, its site, and how many standards it meets and does not."""

    asset: str
    host: str
    site: str
    meets: int
    breaches: int
    gaps: int
    unknowns: int


def untold(connection: Connection, scope: Scope) -> list[Newcomer]:
    """The assets in use that no digest has told yet, by name."""
    breach = verdict.c.status == BREACH
    counts = (
        _count(verdict.c.status == COMPLIANT),
        _count(and_(breach, ~verdict.c.gap)),
        _count(and_(breach, verdict.c.gap)),
        _count(verdict.c.status == UNKNOWN),
    )
    covered = true() if scope.org is None else asset.c.org == scope.org
    query = (
        select(asset.c.id, asset.c.host, asset.c.site, *counts)
        .select_from(asset.outerjoin(verdict, verdict.c.asset == asset.c.id))
        .where(covered, _new())
        .group_by(asset.c.id, asset.c.host, asset.c.site)
        .order_by(asset.c.host)
    )
    return [Newcomer(*row) for row in connection.execute(query)]


def told(connection: Connection, now: int) -> None:
    """A digest has told all there are. In the transaction that read them."""
    connection.execute(update(asset).where(_new()).values(digested=now))


def _new() -> ColumnElement[bool]:
    """Told are also those whose old self was, before a person said that the two are one."""
    told = select(asset.c.id).where(asset.c.digested.is_not(None)).cte("told", recursive=True)
    told = told.union(select(alias.c.asset).join(told, alias.c.old == told.c.id))
    return and_(asset.c.state == "in_use", asset.c.id.not_in(select(told.c.id)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

"""Assets that are new, and how they stand: for the digest."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, true

from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN
from collector.organisation.scope import Scope
from collector.store.state.schema import asset, verdict


class Newcomer(NamedTuple):
    """An asset, its site, and how many standards it meets and does not."""

    asset: str
    host: str
    site: str
    meets: int
    breaches: int
    gaps: int
    unknowns: int


def since(connection: Connection, scope: Scope, moment: int) -> list[Newcomer]:
    """The assets first heard from after a moment (UTC s), by name."""
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
        .where(covered, asset.c.first_seen > moment, asset.c.state == "in_use")
        .group_by(asset.c.id, asset.c.host, asset.c.site)
        .order_by(asset.c.host)
    )
    return [Newcomer(*row) for row in connection.execute(query)]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

"""The register as pages and the digest read it: assets with their standing, and their counts.

Every query takes the reader's scope. An asset's **standing** is the worst that is true of it:
silent, breach, gap, unknown, compliant, in this order. Only assets in use are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    case,
    func,
    select,
    true,
)

from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN
from collector.organisation.scope import Scope
from collector.store.state.schema import asset, verdict

SILENT, GAP = "silent", "gap"
STANDINGS = (SILENT, BREACH, GAP, UNKNOWN, COMPLIANT)
"""From worst to best."""
UNHEARD = 14 * 86_400
"""Seconds after which an asset that no presence rule judges counts as silent: where an officer has
switched a rule off, what is gone must not count as reporting for ever."""


class Lens(NamedTuple):
    """Through whose eyes: the reader's scope, the presence rules' ids, and the time (UTC s)."""

    scope: Scope
    presence: tuple[str, ...]
    now: int


class Counts(NamedTuple):
    """Assets of one council or site, by standing."""

    silent: int = 0
    breach: int = 0
    gap: int = 0
    unknown: int = 0
    compliant: int = 0

    @property
    def assets(self) -> int:
        """All of them."""
        return sum(self)

    @property
    def reporting(self) -> int:
        """Those that are heard from."""
        return self.assets - self.silent


def covered(scope: Scope) -> ColumnElement[bool]:
    """The condition that keeps a query over `asset` within a scope."""
    return true() if scope.org is None else asset.c.org == scope.org


def tally(presence: Sequence[str]) -> FromClause:
    """Per asset, how many verdicts there are of each sort."""

    def count(condition: ColumnElement[bool], name: str) -> Any:
        return func.sum(case((condition, 1), else_=0)).label(name)

    of_presence = verdict.c.rule.in_(presence)
    broken = verdict.c.status == BREACH
    return (
        select(
            verdict.c.asset,
            count(of_presence, "watched"),
            count(and_(of_presence, broken), "silences"),
            count(and_(broken, ~verdict.c.gap), "breaches"),
            count(and_(broken, verdict.c.gap), "gaps"),
            count(verdict.c.status == UNKNOWN, "unknowns"),
            count(verdict.c.status == COMPLIANT, "meets"),
        )
        .group_by(verdict.c.asset)
        .subquery()
    )


def standing_of(tally: FromClause, now: int) -> Any:
    """The standing of an asset, over `asset` and its `tally` joined."""
    unwatched = func.coalesce(tally.c.watched, 0) == 0
    return case(
        (tally.c.silences > 0, SILENT),
        (and_(unwatched, asset.c.last_seen < now - UNHEARD), SILENT),
        (tally.c.breaches > 0, BREACH),
        (tally.c.gaps > 0, GAP),
        (tally.c.unknowns > 0, UNKNOWN),
        (asset.c.kind == "unknown", UNKNOWN),  # the standards of its kind were not asked
        (tally.c.meets > 0, COMPLIANT),
        else_=UNKNOWN,
    )


def in_use(lens: Lens) -> ColumnElement[bool]:
    """The condition that keeps a query over `asset` to what counts, within the scope."""
    return and_(covered(lens.scope), asset.c.state == "in_use")


def counts(connection: Connection, lens: Lens) -> dict[tuple[str, str], Counts]:
    """(council, site) -> its assets by standing."""
    each = _standings(lens)
    columns = (each.c.org, each.c.site, each.c.standing)
    rows = connection.execute(select(*columns, func.count()).group_by(*columns))
    found: dict[tuple[str, str], Counts] = {}
    for org, site, name, n in rows:
        found[org, site] = found.get((org, site), Counts())._replace(**{name: n})
    return found


def heard(connection: Connection, lens: Lens) -> dict[tuple[str, str], dict[str, int]]:
    """(council, site) -> how many of its assets of each kind are not silent."""
    each = _standings(lens)
    columns = (each.c.org, each.c.site, each.c.kind)
    query = select(*columns, func.count()).where(each.c.standing != SILENT)
    found: dict[tuple[str, str], dict[str, int]] = {}
    for org, site, kind, n in connection.execute(query.group_by(*columns)):
        found.setdefault((org, site), {})[kind] = n
    return found


def _standings(lens: Lens) -> FromClause:
    """Place, kind and standing of each asset that counts."""
    sums = tally(lens.presence)
    columns = (asset.c.org, asset.c.site, asset.c.kind)
    return (
        select(*columns, standing_of(sums, lens.now).label("standing"))
        .select_from(asset.outerjoin(sums, sums.c.asset == asset.c.id))
        .where(in_use(lens))
        .subquery()
    )


def one(connection: Connection, lens: Lens, asset_id: str) -> tuple[Any, str] | None:
    """An asset's row and standing; None if it is not there for this reader."""
    sums = tally(lens.presence)
    row = connection.execute(
        select(asset, standing_of(sums, lens.now).label("standing"))
        .select_from(asset.outerjoin(sums, sums.c.asset == asset.c.id))
        .where(covered(lens.scope), asset.c.id == asset_id)
    ).first()
    return (row, row.standing) if row else None


def quarantined(connection: Connection, scope: Scope) -> list[Any]:
    """Assets in use whose identity contradicts itself, by name."""
    doubtful = (asset.c.state == "in_use") & asset.c.contradiction.is_not(None)
    query = select(asset).where(covered(scope), doubtful)
    return list(connection.execute(query.order_by(asset.c.host)))

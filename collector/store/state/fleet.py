"""What the pages read of the register: assets with their standing, counted and listed.

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
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
)

from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN
from collector.scope import Scope
from collector.store.state.schema import agent, asset, asset_key, verdict

SILENT, GAP = "silent", "gap"
STANDINGS = (SILENT, BREACH, GAP, UNKNOWN, COMPLIANT)
"""From worst to best."""
UNHEARD = 14 * 86_400
"""Seconds after which an asset that no presence rule judges counts as silent."""


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
        """Those that are heard of."""
        return self.assets - self.silent


class Asked(NamedTuple):
    """Which assets are wanted; an empty text asks for all. `order` is one of ORDERS."""

    org: str = ""
    site: str = ""
    kind: str = ""
    standing: str = ""
    text: str = ""
    order: str = "standing"
    down: bool = False


class Asset(NamedTuple):
    """One line of a list of assets."""

    id: str
    host: str
    org: str
    site: str
    kind: str
    last_seen: int
    contradiction: str | None
    breaches: int
    gaps: int
    unknowns: int
    meets: int
    standing: str


def covered(scope: Scope) -> ColumnElement[bool]:
    """The condition that keeps a query over `asset` within a scope."""
    return true() if scope.org is None else asset.c.org == scope.org


def _tally(presence: Sequence[str]) -> FromClause:
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


def _standing(tally: FromClause, now: int) -> Any:
    unwatched = func.coalesce(tally.c.watched, 0) == 0
    return case(
        (tally.c.silences > 0, SILENT),
        (and_(unwatched, asset.c.last_seen < now - UNHEARD), SILENT),
        (tally.c.breaches > 0, BREACH),
        (tally.c.gaps > 0, GAP),
        (tally.c.unknowns > 0, UNKNOWN),
        (tally.c.meets > 0, COMPLIANT),
        else_=UNKNOWN,
    )


def _in_use(lens: Lens) -> ColumnElement[bool]:
    return and_(covered(lens.scope), asset.c.state == "in_use")


def counts(connection: Connection, lens: Lens) -> dict[tuple[str, str], Counts]:
    """(council, site) -> its assets by standing."""
    tally = _tally(lens.presence)
    standing = _standing(tally, lens.now)
    rows = connection.execute(
        select(asset.c.org, asset.c.site, standing, func.count())
        .select_from(asset.outerjoin(tally, tally.c.asset == asset.c.id))
        .where(_in_use(lens))
        .group_by(asset.c.org, asset.c.site, standing)
    )
    found: dict[tuple[str, str], Counts] = {}
    for org, site, name, n in rows:
        found[org, site] = found.get((org, site), Counts())._replace(**{name: n})
    return found


def listed(
    connection: Connection, lens: Lens, asked: Asked, limit: int, offset: int
) -> tuple[list[Asset], int]:
    """A page of the assets that were asked for, and how many there are on all pages."""
    query = _wanted(lens, asked)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = connection.execute(_ordered(query, asked).limit(limit).offset(offset))
    return [Asset(*row) for row in page], total


def _wanted(lens: Lens, asked: Asked) -> Select[Any]:
    tally = _tally(lens.presence)
    standing = _standing(tally, lens.now).label("standing")
    plain = [asset.c[name] for name in Asset._fields[:7]]
    sums = [func.coalesce(tally.c[name], 0).label(name) for name in Asset._fields[7:11]]
    query = (
        select(*plain, *sums, standing)
        .select_from(asset.outerjoin(tally, tally.c.asset == asset.c.id))
        .where(_in_use(lens))
    )
    for name in ("org", "site", "kind"):
        if value := getattr(asked, name):
            query = query.where(asset.c[name] == value)
    if asked.standing:
        query = query.where(standing == asked.standing)
    return query.where(_named_like(asked.text)) if asked.text else query


def _named_like(text: str) -> ColumnElement[bool]:
    """Its name holds the text, its id begins with it, or a serial or address of it holds it."""
    plain = "".join(c for c in text.casefold() if c.isalnum())
    keys = select(asset_key.c.asset).where(
        asset_key.c.kind != "agent", asset_key.c.value.icontains(plain or text, autoescape=True)
    )
    return or_(
        asset.c.host.icontains(text, autoescape=True),
        asset.c.id.istartswith(text, autoescape=True),
        asset.c.id.in_(keys),
    )


ORDERS = ("standing", "host", "site", "kind", "last_seen", "breaches", "gaps", "unknowns", "meets")
"""By what a list of assets can be sorted."""


def _ordered(query: Select[Any], asked: Asked) -> Select[Any]:
    """In the order asked for, then by name."""
    column: Any = query.selected_columns[asked.order]
    if asked.order == "standing":
        column = case({name: n for n, name in enumerate(STANDINGS)}, value=column)
    elif asked.order in ("host", "site", "kind"):
        column = func.lower(column)
    return query.order_by(column.desc() if asked.down else column, func.lower(asset.c.host))


def one(connection: Connection, lens: Lens, asset_id: str) -> tuple[Any, str] | None:
    """An asset's row and standing; None if it is not there for this reader."""
    tally = _tally(lens.presence)
    row = connection.execute(
        select(asset, _standing(tally, lens.now).label("standing"))
        .select_from(asset.outerjoin(tally, tally.c.asset == asset.c.id))
        .where(covered(lens.scope), asset.c.id == asset_id)
    ).first()
    return (row, row.standing) if row else None


def kinds(connection: Connection, scope: Scope) -> list[str]:
    """The kinds of assets there are."""
    query = select(asset.c.kind).where(covered(scope), asset.c.state == "in_use").distinct()
    return sorted(connection.scalars(query))


def quarantined(connection: Connection, scope: Scope) -> list[Any]:
    """Assets whose identity contradicts itself, by name."""
    query = select(asset).where(covered(scope), asset.c.contradiction.is_not(None))
    return list(connection.execute(query.order_by(asset.c.host)))


def agents_of(connection: Connection, asset_id: str) -> list[Any]:
    """The agents that speak for an asset a reader was shown, the newest first."""
    query = select(agent).where(agent.c.asset == asset_id)
    return list(connection.execute(query.order_by(agent.c.enrolled.desc())))

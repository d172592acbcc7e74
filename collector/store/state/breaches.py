"""Verdicts as pages read them: of one asset, of all, counted by rule. Each within a scope."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select, true

from collector.judge.verdict import BREACH, SEVERITIES, UNKNOWN, Verdict
from collector.organisation.scope import Scope
from collector.store.state import verdicts
from collector.store.state.fleet import GAP, covered
from collector.store.state.schema import asset, verdict

STATUSES = (BREACH, GAP, UNKNOWN)
"""What the page of breaches can show."""


class Asked(NamedTuple):
    """Which verdicts are wanted; an empty text asks for all. `order` as in `_ordered`."""

    status: str = BREACH
    org: str = ""
    severity: str = ""
    rule: str = ""
    order: str = "severity"
    down: bool = True


class Row(NamedTuple):
    """One verdict and the asset it is about."""

    asset: str
    host: str
    org: str
    site: str
    kind: str
    verdict: Verdict


class Tally(NamedTuple):
    """How many assets meet a rule, break it, have a gap, or cannot be judged by it."""

    compliant: int = 0
    breach: int = 0
    gap: int = 0
    unknown: int = 0


def of_asset(connection: Connection, scope: Scope, asset_id: str) -> list[Verdict]:
    """All verdicts of an asset; none for a reader who may not see it."""
    rows = connection.execute(
        select(verdict)
        .select_from(verdict.join(asset, asset.c.id == verdict.c.asset))
        .where(covered(scope), asset.c.id == asset_id)
    )
    return [verdicts.read(row) for row in rows]


def listed(
    connection: Connection, scope: Scope, asked: Asked, limit: int, offset: int
) -> tuple[list[Row], int]:
    """A page of the verdicts that were asked for, and how many there are on all pages."""
    query = _wanted(scope, asked)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = connection.execute(_ordered(query, asked).limit(limit).offset(offset))
    return [
        Row(row.asset, row.host, row.org, row.site, row.kind, verdicts.read(row)) for row in rows
    ], total


def _wanted(scope: Scope, asked: Asked) -> Select[Any]:
    query = (
        select(verdict, asset.c.host, asset.c.org, asset.c.site, asset.c.kind)
        .select_from(verdict.join(asset, asset.c.id == verdict.c.asset))
        .where(covered(scope), asset.c.state == "in_use", _status(asked.status))
    )
    if asked.org:
        query = query.where(asset.c.org == asked.org)
    if asked.severity:
        query = query.where(verdict.c.severity == asked.severity)
    return query.where(verdict.c.rule == asked.rule) if asked.rule else query


def _status(status: str) -> ColumnElement[bool]:
    if status == GAP:
        return and_(verdict.c.status == BREACH, verdict.c.gap)
    if status == BREACH:
        return and_(verdict.c.status == BREACH, ~verdict.c.gap)
    return verdict.c.status == status


def _ordered(query: Select[Any], asked: Asked) -> Select[Any]:
    columns: dict[str, Any] = {
        "severity": case({name: n for n, name in enumerate(SEVERITIES)}, value=verdict.c.severity),
        "host": func.lower(asset.c.host),
        "org": asset.c.org,
        "rule": verdict.c.rule,
        "since": verdict.c.since,
    }
    column = columns[asked.order]
    return query.order_by(
        column.desc() if asked.down else column, verdict.c.since.desc(), asset.c.host
    )


def by_grade(connection: Connection, scope: Scope) -> dict[str, dict[str, int]]:
    """Council -> severity -> breaches; under `gap` all its gaps."""
    grade = case((verdict.c.gap, GAP), else_=verdict.c.severity)
    each = _in_use(scope, asset.c.org, grade, verdict.c.status == BREACH)
    found: dict[str, dict[str, int]] = {}
    for org, name, n in _counted(connection, each):
        found.setdefault(org, {})[name] = n
    return found


def by_rule(connection: Connection, scope: Scope) -> dict[str, Tally]:
    """Rule id -> how the assets in use stand by it."""
    status = case((verdict.c.gap, GAP), else_=verdict.c.status)
    each = _in_use(scope, verdict.c.rule, status, true())
    found: dict[str, Tally] = {}
    for rule, name, n in _counted(connection, each):
        found[rule] = found.get(rule, Tally())._replace(**{name: n})
    return found


def _in_use(scope: Scope, of: Any, name: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return (
        select(of.label("of"), name.label("name"))
        .select_from(verdict.join(asset, asset.c.id == verdict.c.asset))
        .where(covered(scope), asset.c.state == "in_use", condition)
    )


def _counted(connection: Connection, each: Select[Any]) -> list[Any]:
    """(of, name, how many): grouped outside, for PostgreSQL knows no expression twice."""
    rows = each.subquery()
    query = select(rows.c.of, rows.c.name, func.count())
    return list(connection.execute(query.group_by(rows.c.of, rows.c.name)))

"""Verdicts and their flips: written together, by compare-and-set, so that none is told twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from collector.judge.due import is_news
from collector.judge.verdict import Evidence, Verdict
from collector.store.state.schema import flip, verdict

_ALL = select(verdict).where(verdict.c.asset == bindparam("of"))
"""Made once: every batch asks it."""


def of_asset(connection: Connection, asset_id: str) -> dict[str, Verdict]:
    """Rule id -> how an asset stands. For the judge; pages ask with a scope."""
    rows = connection.execute(_ALL, {"of": asset_id})
    return {row.rule: read(row) for row in rows}


def one(connection: Connection, asset_id: str, rule: str) -> Verdict | None:
    """How an asset stands by one rule."""
    here = (verdict.c.asset == asset_id) & (verdict.c.rule == rule)
    row = connection.execute(select(verdict).where(here)).first()
    return read(row) if row else None


def read(row: Any) -> Verdict:
    """The verdict in a row of the table."""
    evidence = tuple(Evidence(**part) for part in row.evidence)
    return Verdict(
        row.rule,
        row.version,
        row.status,
        row.severity,
        row.gap,
        evidence,
        row.since,
        row.memory,
    )


def any_there(connection: Connection) -> bool:
    """Whether there is a verdict on anything."""
    return connection.execute(select(verdict.c.rule).limit(1)).first() is not None


def write(
    connection: Connection,
    asset_id: str,
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
    now: int,
) -> int:
    """Replace what was known (`before`) by `after`; how many verdicts flipped.

    A row that another writer has changed since `before` was read is left to that writer.
    """
    flips = 0
    for rule, made in after.items():
        known = before.get(rule)
        if is_news(known, made):
            done = _put(connection, asset_id, known, made, now)
            flips += done and _note(connection, asset_id, known, made, now)
    for rule in before.keys() - after.keys():
        if _drop(connection, asset_id, before[rule]):
            flips += _note(connection, asset_id, before[rule], None, now)
    return flips


def _here(asset_id: str, known: Verdict) -> Any:
    return (
        (verdict.c.asset == asset_id)
        & (verdict.c.rule == known.rule)
        & (verdict.c.status == known.status)
        & (verdict.c.since == known.since)
    )


def _put(
    connection: Connection, asset_id: str, known: Verdict | None, made: Verdict, now: int
) -> bool:
    values = {
        **made._asdict(),
        "evidence": [part._asdict() for part in made.evidence],
        "judged": now,
    }
    if known is None:
        connection.execute(insert(verdict).values(asset=asset_id, **values))
        return True
    done = connection.execute(update(verdict).where(_here(asset_id, known)).values(**values))
    return done.rowcount == 1


def _drop(connection: Connection, asset_id: str, known: Verdict) -> bool:
    return connection.execute(delete(verdict).where(_here(asset_id, known))).rowcount == 1


def _note(
    connection: Connection, asset_id: str, known: Verdict | None, made: Verdict | None, now: int
) -> bool:
    """A flip, if the status, the grade or the standing (gap or breach) changed."""
    if known is not None and made is not None and _standing(known) == _standing(made):
        return False
    told = made or known
    assert told is not None  # noqa: S101 (one of the two is always there)
    values = {
        "asset": asset_id,
        "rule": told.rule,
        "before": known.status if known else None,
        "after": made.status if made else None,
        "severity": told.severity,
        "severity_before": known.severity if known else None,
        "gap": told.gap,
        "gap_before": known.gap if known else False,
        "at": now,
    }
    connection.execute(insert(flip).values(**values))
    return True


def _standing(one: Verdict) -> tuple[str, bool, str]:
    return one.status, one.gap, one.severity if one.status == "breach" else ""

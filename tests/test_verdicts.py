"""Verdicts are written by compare-and-set: of two judges at once one tells the flip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN, Verdict
from collector.store.state import assets, flips, verdicts
from tests.standing import Parts, parts

NOW = 1_800_000_000
RULE = "HLT-01"


@pytest.fixture
def inside(each_database: str, tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        yield opened


def verdict(status: str, since: int, severity: str = "major") -> dict[str, Verdict]:
    return {RULE: Verdict(RULE, 1, status, severity, False, (), since)}


def added(engine: Engine) -> str:
    """An asset that is compliant."""
    with engine.begin() as connection:
        asset = assets.add(connection, "files-01", "mbulu-dc", "mbulu-dc-hq", NOW, None)
    written(engine, asset, {}, verdict(COMPLIANT, NOW), NOW)
    return asset


def read(engine: Engine, asset: str) -> dict[str, Verdict]:
    with engine.connect() as connection:
        return verdicts.of_asset(connection, asset)


def written(
    engine: Engine, asset: str, before: dict[str, Verdict], after: dict[str, Verdict], now: int
) -> int:
    with engine.begin() as connection:
        return verdicts.write(connection, asset, before, after, now)


def told(inside: Parts) -> list[tuple[str | None, str | None]]:
    return [(row.before, row.after) for row in inside.rows("flip")]


@pytest.mark.parametrize(
    "late", [verdict(BREACH, NOW + 9), verdict(UNKNOWN, NOW + 9), {}], ids=["same", "other", "gone"]
)
def test_of_two_judges_that_read_the_same_one_tells_the_flip(
    inside: Parts, late: dict[str, Verdict]
) -> None:
    asset = added(inside.engine)
    both = read(inside.engine, asset)
    assert written(inside.engine, asset, both, verdict(BREACH, NOW + 8), NOW + 8) == 1
    assert written(inside.engine, asset, both, late, NOW + 9) == 0
    assert told(inside) == [(None, COMPLIANT), (COMPLIANT, BREACH)]
    assert read(inside.engine, asset) == verdict(BREACH, NOW + 8)


def test_a_judge_that_read_it_before_it_came_and_went_changes_nothing(inside: Parts) -> None:
    asset = added(inside.engine)
    stale = read(inside.engine, asset)
    written(inside.engine, asset, stale, verdict(BREACH, NOW + 1), NOW + 1)
    broken = read(inside.engine, asset)
    written(inside.engine, asset, broken, verdict(COMPLIANT, NOW + 2), NOW + 2)
    assert written(inside.engine, asset, stale, verdict(BREACH, NOW + 3), NOW + 3) == 0
    assert read(inside.engine, asset) == verdict(COMPLIANT, NOW + 2)


def test_a_breach_that_grows_graver_broke_again_and_one_that_eases_did_not(inside: Parts) -> None:
    """So a mail that says how often it broke does not count the times it got better."""
    asset = added(inside.engine)
    for after, severity in enumerate(("major", "critical", "major"), 1):
        made = verdict(BREACH, NOW + 1, severity)
        written(inside.engine, asset, read(inside.engine, asset), made, NOW + after)
    with inside.engine.connect() as connection:
        stirs = flips.stirs(connection, (asset, RULE), NOW + 1)
    assert [broke for _, broke, _ in stirs] == [True, True, False]

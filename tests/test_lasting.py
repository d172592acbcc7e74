"""What must last, over real batches: one bad sample of a machine that is then off is no breach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Block, Series
from collector.store.state import assets
from tests import test_pipeline as made
from tests.standing import Parts, parts

GIB = 1 << 30
START = made.NOW


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        made.enrolled(opened, made.ONE)
        facts = made.hosted("pc-1", machine={"chassis": "desktop"})
        made.run(opened, made.made(facts=facts, blocks=sample(START, 50 * GIB)))
        yield opened


def sample(at: int, free: int) -> list[Block]:
    disk = Series("disk", {"path": "/", "mode": "rw"}, {"total": [100 * GIB], "free": [free]})
    return [Block(at, 60, 1, [disk, Series("system", {}, {"uptime": [1000 + at - START]})])]


def deliver(inside: Parts, seq: int, after: int, free: int) -> None:
    at = START + after
    made.run(inside, made.made(seq=seq, at=at, blocks=sample(at, free)))


def verdict(inside: Parts, rule: str = "HLT-01") -> Any:
    (found,) = [row for row in inside.rows("verdict") if row.rule == rule]
    return found


def look(inside: Parts, after: int) -> None:
    """The collector looks again, with nothing new to see."""
    asset = made.asset(inside).id
    with inside.engine.begin() as connection:
        inside.pipeline._judge(connection, asset, START + after)


def test_one_bad_sample_before_the_machine_is_switched_off_is_no_breach(inside: Parts) -> None:
    deliver(inside, 2, 300, 2 * GIB)
    for after in range(600, 36_000, 600):
        look(inside, after)
    assert verdict(inside).status == "compliant"
    look(inside, 90_000)
    assert verdict(inside).status == "unknown"


def test_bad_samples_for_half_an_hour_are_one(inside: Parts) -> None:
    for n in range(1, 8):
        deliver(inside, 1 + n, 300 * n, 2 * GIB)
        assert verdict(inside).status == ("breach" if n == 7 else "compliant"), n


def test_a_backlog_is_judged_by_the_times_of_its_samples(inside: Parts) -> None:
    for n in (1, 7):
        at = START + 300 * n
        batch = made.made(seq=1 + n, at=at, blocks=sample(at, 2 * GIB))
        made.accept(inside, batch, received=START + 9000)
    inside.catch_up()
    assert verdict(inside).status == "breach"


def test_a_machine_does_not_settle_while_it_is_off(inside: Parts) -> None:
    settle = next(rule.settle for rule in inside.rulebook.rules if rule.id == "SEC-08")
    assert settle > 1000
    asset = made.asset(inside).id
    with inside.engine.begin() as connection:
        assets.change(connection, asset, clock_offset=3600.0)
    look(inside, settle + 600)
    assert verdict(inside, "SEC-08").status == "unknown"

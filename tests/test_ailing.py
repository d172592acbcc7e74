"""A disk that begins to fail is an event, once; one that fails from the start too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Row
from collector.steps.ailing import failing
from tests import test_pipeline as batches
from tests.standing import Parts, parts
from tests.test_naming import NOW, ONE, batch, machine, run

WELL: Row = {"name": "sda", "model": "WD5000", "serial": "WX1", "passed": True}
ILL: Row = {**WELL, "passed": False, "trouble": "fails by its own word"}
TOLD = {"disk": "sda", "model": "WD5000", "serial": "WX1"}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ([[WELL]], [WELL], []),
        ([[WELL]], [ILL], [{**TOLD, "trouble": "fails by its own word"}]),
        ([[WELL]], [{**WELL, "unreadable": 3}], [{**TOLD, "unreadable": 3}]),
        ([[WELL]], [{**WELL, "unreadable": 0, "reallocated": 8}], []),
        ([[ILL]], [{**ILL, "name": "sdb"}], []),
        ([[ILL]], [ILL, {"name": "sdc", "passed": False}], [{"disk": "sdc"}]),
        ([], [ILL], [{**TOLD, "trouble": "fails by its own word"}]),
        (["nonsense", {}], [WELL], []),
    ],
)
def test_who_fails_now_and_did_not_before_is_told(before: Any, now: Any, told: Any) -> None:
    assert failing(before, now) == told


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        batches.enrolled(opened, ONE)
        yield opened


def told(inside: Parts) -> list[Any]:
    return [row.detail for row in inside.rows("event") if row.kind == "disk_failing"]


def test_it_is_told_once_and_again_after_it_was_well(inside: Parts) -> None:
    for minutes, row in enumerate((WELL, ILL, {**ILL, "worn": 5}, WELL, ILL)):
        run(inside, batch(machine(disk_health=[row]), NOW + 600 * minutes))
    assert told(inside) == [{**TOLD, "trouble": "fails by its own word"}] * 2


def test_a_batch_that_was_long_on_its_way_tells_nothing(inside: Parts) -> None:
    run(inside, batch(machine(disk_health=[WELL])))
    run(inside, batch(machine(disk_health=[ILL]), NOW - 600))
    assert told(inside) == []

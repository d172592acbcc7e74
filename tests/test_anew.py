"""A changed set of standards: whatever comes between, all are judged by it at the next look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch, Clock
from tests.watched import LOST, NOW, Watched, watched

PC = "1" * 32
GIB = 1 << 30


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Watched]:
    """A workstation with 6 GiB, which is off from now on."""
    with watched(tmp_path / "var") as made:
        made.enrol(PC)
        facts: dict[str, Any] = {
            "os": {"hostname": "pc-1"},
            "machine": {"chassis": "desktop"},
            "memory": {"installed": 6 * GIB, "visible": 6 * GIB},
        }
        made.deliver(Batch(PC, 1, Clock(float(NOW), 100.0, "boot"), [], facts, [], []))
        made.pass_(60)
        made.minute()
        assert required(made) == 8 * GIB
        yield made


def required(one: Watched) -> Any:
    """What the evidence says is required."""
    return one.verdict("HW-01").evidence[0]["expected"]


def relax(one: Watched) -> None:
    """An officer asks for less."""
    folder = one.folder / "standards"
    folder.mkdir(exist_ok=True)
    (folder / "ours.yaml").write_text("params: {ram_min: 5 GiB}\n")


def test_what_changed_while_it_ran(one: Watched) -> None:
    relax(one)
    one.pass_(60)
    one.minute()
    assert (required(one), one.verdict("HW-01").status) == (5 * GIB, "compliant")


def test_what_changed_while_it_was_off(one: Watched) -> None:
    """Its pages tell the titles of the new set at once, so the evidence follows in a minute."""
    relax(one)
    one.power_cut(NOW + 600)
    one.minute()
    assert (required(one), one.verdict("HW-01").status) == (5 * GIB, "compliant")


def test_what_changed_while_its_clock_was_in_doubt(one: Watched) -> None:
    relax(one)
    one.set_to(LOST)
    one.minute()
    assert required(one) == 8 * GIB
    one.set_to(NOW + 120)
    one.minute()
    assert required(one) == 5 * GIB


def test_the_log_tells_a_fault_once(one: Watched, caplog: pytest.LogCaptureFixture) -> None:
    folder = one.folder / "standards"
    folder.mkdir(exist_ok=True)
    (folder / "ours.yaml").write_text("rulez: []\n")
    for _ in range(3):
        one.pass_(60)
        one.minute()
    (said,) = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert "ours.yaml:1" in said
    assert "not in force" in said

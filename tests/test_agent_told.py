"""Facts go when they change, in full every 14th day, and again when they may be lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent import told
from agent.sections import section
from agent.told import FULL, Told

NOW = 1_795_453_500.0
FACTS = {"os": section({"name": "Debian"}), "disks": section([{"name": "sda"}])}


def test_what_did_not_change_is_no_news_for_14_days() -> None:
    known = Told()
    assert known.news(FACTS, NOW) == FACTS
    known.remember(FACTS, NOW)
    assert known.news(FACTS, NOW + FULL - 1) == {}
    assert known.news(FACTS, NOW + FULL) == FACTS


def test_a_section_that_changed_is_news_alone() -> None:
    known = Told()
    known.remember(FACTS, NOW)
    other = section({"name": "Ubuntu"})
    assert known.news({**FACTS, "os": other}, NOW + 60) == {"os": other}


def test_a_clock_that_was_set_back_holds_nothing_back() -> None:
    known = Told()
    known.remember(FACTS, NOW + 2 * FULL)
    assert known.news(FACTS, NOW) == FACTS


def test_a_board_that_forgets_the_time_costs_no_facts_at_each_start() -> None:
    """Its clock is in 1970 until the network sets it: what did not change is no news in either."""
    known, forgot = Told(), 5.0
    known.remember(FACTS, NOW)
    other = {"os": section({"name": "Ubuntu"})}
    assert known.news(FACTS, forgot) == {}
    assert known.news({**FACTS, **other}, forgot) == other
    known.remember(other, forgot)
    assert known.news({**FACTS, **other}, NOW + 60) == {}
    assert known.news(FACTS, NOW + 60) == {"os": FACTS["os"]}


def test_what_may_be_lost_is_all_news(tmp_path: Path) -> None:
    known = Told()
    known.remember(FACTS, NOW)
    told.save(tmp_path, known)
    again = told.load(tmp_path)
    assert again.news(FACTS, NOW + 60) == {}
    again.forget()
    assert again.news(FACTS, NOW + 60) == FACTS


@pytest.mark.parametrize(
    "spoiled",
    ['{"os": 5}', '{"os": []}', '{"os": ["a", "x"]}', "[1]", "[" * 100_000, "", "\x00", "{"],
)
def test_a_spoiled_file_stops_no_start(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / told.FILE).write_text(spoiled, encoding="ascii")
    assert told.load(tmp_path).known == {}


def test_a_folder_that_cannot_be_written_costs_no_more_than_a_resend(tmp_path: Path) -> None:
    known: Any = Told()
    known.remember(FACTS, NOW)
    told.save(tmp_path / "none", known)

"""Readings to blocks: one grid as long as it lasts, gaps as gaps."""

from __future__ import annotations

from agent.grid import Moment, Reading, blocks


def moment(at: int, value: float = 1.0, name: str = "usage_user") -> Moment:
    return Moment(at, [Reading("cpu", {"cpu": "cpu-total"}, {name: value})])


def test_regular_readings_make_one_block_of_columns() -> None:
    [block] = blocks([moment(600, 1.0), moment(660, 2.0), moment(720, 3.0)], 60)
    assert (block.start, block.step, block.steps) == (600, 60, 3)
    assert block.series[0].fields == {"usage_user": [1.0, 2.0, 3.0]}


def test_a_reading_a_little_late_keeps_its_place() -> None:
    assert len(blocks([moment(600), moment(661), moment(722)], 60)) == 1


def test_lateness_does_not_add_up_unseen() -> None:
    assert [b.start for b in blocks([moment(600), moment(662), moment(724)], 60)] == [600, 724]


def test_a_sleep_or_a_jump_of_the_clock_starts_a_new_block() -> None:
    found = blocks([moment(600), moment(660), moment(7000), moment(10)], 60)
    assert [(b.start, b.steps) for b in found] == [(600, 2), (7000, 1), (10, 1)]


def test_what_was_not_told_at_a_step_is_none() -> None:
    [block] = blocks([moment(600), moment(660, name="usage_idle"), moment(720)], 60)
    assert block.series[0].fields == {
        "usage_user": [1.0, None, 1.0],
        "usage_idle": [None, 1.0, None],
    }


def test_nothing_makes_no_block() -> None:
    assert blocks([], 60) == []

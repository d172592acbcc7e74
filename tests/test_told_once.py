"""Hints go over a thin link once a connection, and what is wanted until it comes."""

from __future__ import annotations

from typing import Any

import pytest

from collector.sources.push.told import Told

ONE, OTHER = ("10.0.0.7", 50123), ("10.0.0.7", 50124)
PACE = {"hints": {"sample": 300, "batch": 900}}


def test_the_same_hints_are_told_once_a_connection() -> None:
    told = Told()
    assert [told.news("a", ONE, PACE) for _ in range(3)] == [PACE, {}, {}]
    assert told.news("b", ONE, PACE) == PACE
    assert [told.news("a", OTHER, PACE), told.news("a", OTHER, PACE)] == [PACE, {}]


def test_other_hints_are_told_at_once_and_then_the_first_again() -> None:
    told, slow = Told(), {"hints": {"sample": 60, "batch": 300}}
    said = [told.news("a", ONE, one) for one in (PACE, slow, slow, PACE)]
    assert said == [PACE, slow, {}, PACE]


@pytest.mark.parametrize(
    "said",
    [
        {"hints": {"sample": 300, "batch": 900, "facts": True}},
        {"hints": {"sample": 300, "batch": 900}, "duplicate": True},
    ],
)
def test_what_is_wanted_still_and_what_came_twice_is_told_each_time(said: dict[str, Any]) -> None:
    told = Told()
    assert [told.news("a", ONE, said) for _ in range(3)] == [said] * 3


def test_who_has_no_address_is_told_each_time() -> None:
    told = Told()
    assert [told.news("a", None, PACE) for _ in range(2)] == [PACE] * 2

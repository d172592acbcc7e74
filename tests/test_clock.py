"""Clocks: a wrong one is corrected once, by the monotonic one where that can be."""

from __future__ import annotations

import pytest

from agent.report import Clock
from collector.clock import BUILD, YEAR, Own, correct, distrust, placed

NOW = BUILD + 10 * 86_400.0


def test_a_right_clock_is_left_alone() -> None:
    made = Clock(NOW - 300, 1000, "b")
    assert correct(made, Clock(NOW - 1, 1299, "b"), NOW).seconds == 0.0


def test_a_clock_of_2009_is_corrected_by_the_time_since_boot() -> None:
    made, sent = Clock(1_230_768_000, 1000, "b"), Clock(1_230_768_300, 1300, "b")
    shift = correct(made, sent, NOW)
    assert made.wall + shift.seconds == NOW - 300
    assert shift.quality == "corrected"
    assert shift.offset == pytest.approx(NOW - sent.wall)


def test_a_clock_that_jumped_meanwhile_does_not_matter_within_a_boot() -> None:
    made, sent = Clock(1_230_768_000, 1000, "b"), Clock(NOW, 1300, "b")
    assert made.wall + correct(made, sent, NOW).seconds == NOW - 300


def test_a_sane_clock_of_an_earlier_boot_is_believed() -> None:
    shift = correct(Clock(NOW - 86_400, 9000, "old"), Clock(NOW, 60, "new"), NOW)
    assert (shift.seconds, shift.quality) == (0.0, "good")


def test_an_insane_clock_of_an_earlier_boot_ends_where_this_boot_began() -> None:
    made = Clock(1_230_768_000, 9000, "old")
    shift = correct(made, Clock(NOW, 60, "new"), NOW)
    assert made.wall + shift.seconds == NOW - 60
    assert shift.quality == "estimated"


YEAR_9999 = 253_402_300_799.0
WALLS = (0.0, 1_230_768_000.0, NOW - 5, NOW + 1e6, 4e9, YEAR_9999)


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("sent", WALLS)
@pytest.mark.parametrize("mono", [0.0, 1010.0, 4e9, YEAR_9999])
@pytest.mark.parametrize("boot", ["b", "other"])
def test_no_time_is_ever_put_into_the_future_or_before_all_time(
    wall: float, sent: float, mono: float, boot: str
) -> None:
    shift = correct(Clock(wall, 0.0, boot), Clock(sent, mono, "b"), NOW)
    assert NOW - YEAR - 1 <= wall + shift.seconds <= NOW + 60


@pytest.mark.parametrize(
    ("received", "shift", "quality", "wall", "believed"),
    [
        (NOW - 300, 5.0, "corrected", NOW - 400, (NOW - 300, 5.0)),
        (NOW + 9e7, 9e7, "corrected", NOW, (NOW, 0.0)),  # while our clock was ahead
        (1000, 0.0, "distrusted", NOW - 60, (NOW, 0.0)),  # the sender's clock was right
        (1000, 0.0, "distrusted", 2000.0, (NOW, NOW - 2000.0)),  # nobody's was
        (1000, 0.0, "distrusted", NOW + 9e7, (NOW, -9e7)),
    ],
)
def test_a_record_is_placed_by_a_clock_that_is_right_by_now(
    received: float, shift: float, quality: str, wall: float, believed: tuple[float, float]
) -> None:
    assert placed(int(received), shift, quality, wall, Own(int(NOW))) == believed
    assert placed(int(received), shift, quality, wall, Own()) == (int(received), shift)


def test_in_doubt_a_record_came_after_all_that_was_known_before() -> None:
    behind = Own(None, int(NOW))
    assert placed(int(NOW) - 1800, 0.0, "distrusted", NOW + 60, behind) == (int(NOW) + 1, 0.0)
    assert placed(int(NOW) - 1800, 5.0, "corrected", NOW, behind) == (int(NOW) - 1800, 5.0)


@pytest.mark.parametrize(
    ("now", "last", "believed"),
    [
        (BUILD + 5, None, True),
        (BUILD - 5, None, False),
        (BUILD + 500, BUILD + 1000, False),
        (BUILD + 990, BUILD + 1000, True),
    ],
)
def test_the_collector_distrusts_a_clock_behind_its_own_past(
    now: int, last: int | None, believed: bool
) -> None:
    assert (distrust(now, last) is None) is believed

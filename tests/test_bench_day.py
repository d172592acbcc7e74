"""The bench of a site's day: its plan is a day of an office, and what it says of returns is so."""

from __future__ import annotations

from itertools import pairwise

from tests.bench.day_plan import MINUTE, Day, Span, next_midnight, plan
from tests.bench.day_returns import calm, returns
from tests.bench.day_wan import Asked

FRIDAY = 1_795_770_000.0
"""2026-11-27, 12:00 in Dar es Salaam, UTC s."""


def test_each_pc_is_on_in_spans_that_follow_one_another_and_off_at_night_and_without_power() -> (
    None
):
    midnight = next_midnight(FRIDAY)
    assert midnight == FRIDAY + 60 * 3600, "Monday"
    day = plan(300, midnight, 7)
    assert len(day.drops) == 4
    assert {(one.until - one.since) / MINUTE for one in day.drops} == {5, 20, 45, 90}
    for spans in day.on:
        assert midnight + 7.5 * 3600 <= spans[0].since
        assert spans[-1].until <= midnight + 17 * 3600 <= day.end
        assert all(one.since < one.until for one in spans)
        assert all(one.until < later.since for one, later in pairwise(spans))
        assert not any(one.has(day.cut.since + n) for one in spans for n in range(0, 1500, 60))
    assert plan(300, midnight, 7) == day
    assert plan(300, midnight, 8) != day


def asked(at: float, agent: str, made: float) -> Asked:
    return Asked(at, agent, "b", made, 1, 200)


def test_a_return_tells_its_peak_whose_newest_came_first_and_when_all_was_there() -> None:
    end = 18 * 3600.0
    drop, cut = Span(36_000, 37_200), Span(end - 60, end - 30)
    day = Day([drop], cut, [[Span(28_000, 60_000)]] * 2 + [[Span(28_000, 37_300)]], end)
    log = [
        *(asked(32_460 + 60 * n, "a", 32_460 + 60 * n) for n in range(30)),
        asked(37_210, "a", 37_100),
        asked(37_211, "a", 36_200),
        asked(37_530, "b", 36_200),
        asked(37_531, "b", 37_100),
        asked(37_600, "b", 37_600),
        asked(37_230, "c", 37_100),
    ]
    link, power = returns(day, ["a", "b", "c"], log)
    assert (link.pcs, link.waited, link.peak, link.newest) == (2, 4, 3, 1)
    assert (link.until_newest, link.until_past) == (330, 331)
    assert (power.pcs, power.waited, power.peak) == (0, 0, 0)
    mean, most = calm(day, log)
    assert most == 1
    assert 0 < mean < 1

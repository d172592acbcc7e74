"""Charts: gaps are gaps, counters are rates, and axes are round."""

from __future__ import annotations

import itertools
from typing import Any

from agent.report import Batch, Block, Clock, Series
from collector import cadence
from collector.web.chart import scale
from collector.web.chart.charts import charts
from collector.web.chart.draw import BUCKETS, Chart, chart
from collector.web.chart.points import Point, pieces, rates, summed, thinned
from collector.web.chart.window import NARROWEST, Window, back, hours_for

START = 1_795_380_000
"""2026-11-22 23:40 in Dar es Salaam."""
SERVER, WORKSTATION = cadence.of("server"), cadence.of("laptop")


def window(seconds: int, **more: Any) -> Window:
    """A window from START on."""
    return Window(START, START + seconds, seconds // 3600, **more)


def drawn(points: list[Point], seconds: int, **more: Any) -> Chart:
    """One line in a window from START on."""
    return chart("x", "%", [("", points)], window(seconds, **more))


def every(step: int, first: int, last: int) -> list[Point]:
    """Points at each step, between two moments (s after START)."""
    return [Point(START + t, 50, step) for t in range(first, last, step)]


def test_a_counters_growth_is_told_per_second_but_not_across_a_gap_or_a_restart() -> None:
    at = (0, 60, 120, 600, 660, 720)
    values = (0, 600, 1800, 9000, 9600, 5)
    points = [Point(t, v, 60) for t, v in zip(at, values, strict=True)]
    assert [(p.at, p.value) for p in rates(points)] == [(60, 10.0), (120, 20.0), (660, 10.0)]


def test_things_are_added_up_at_the_same_moment() -> None:
    both = summed([[Point(0, 1, 60), Point(60, 2, 60)], [Point(60, 5, 60)]])
    assert [(p.at, p.value) for p in both] == [(0, 1), (60, 7)]


def test_a_line_breaks_where_samples_are_missing_whatever_the_cadence() -> None:
    slow = [Point(t, 1, 300) for t in (0, 300, 600, 3000, 3300)]
    assert [len(run) for run in pieces(slow)] == [3, 2]
    quick = [Point(t, 1, 60) for t in range(0, 6000, 60)]
    assert [len(run) for run in pieces(thinned(quick, 0, 500))] == [12]


def test_a_line_never_has_more_points_than_can_be_seen() -> None:
    points = [Point(START + 60 * n, n % 100, 60) for n in range(20_000)]
    (line,) = drawn(points, 1_200_000).lines
    assert line.path.count(" ") < 2 * BUCKETS + 2
    assert line.path.count("M") == 1


def test_stretches_without_data_are_told() -> None:
    points = [Point(START + t, 50, 60) for t in (*range(0, 3600, 60), *range(7200, 10_800, 60))]
    holes = drawn(points, 10_800).holes
    assert len(holes) == 1
    assert 0.3 < holes[0][0] < 0.34
    assert 0.3 < holes[0][1] < 0.36


def test_nothing_measured_is_no_line_and_no_error() -> None:
    found, _ = charts([], {}, window(3600))
    assert [len(c.lines) for c in found] == [0] * 5


def test_marks_stand_on_whole_hours_of_local_time() -> None:
    marks = scale.ticks(START, START + 86_400)
    assert {m.label.partition(":")[2] for m in marks if ":" in m.label} == {"00"}
    assert 3 <= len(marks) <= 6
    assert any("/" in m.label for m in marks)
    assert 3 <= len(scale.ticks(START, START + 14 * 86_400)) <= 8


def test_an_axis_ends_at_a_round_number() -> None:
    assert [scale.top(n, 1000) for n in (0, 999, 1001, 4_200, 87_000)] == [
        1000, 1000, 2000, 5000, 100_000,
    ]  # fmt: skip


def test_virtual_interfaces_are_not_counted_twice() -> None:
    def net(name: str) -> Series:
        return Series("net", {"interface": name}, {"bytes_recv": [0, 6000], "bytes_sent": [0, 0]})

    block = Block(START, 60, 2, [net("eth0"), net("tun0")])
    batch = Batch("a", 1, Clock(0, 0, "b"), [block], {}, [], [])
    facts = {"interfaces": [{"name": "eth0", "virtual": False}, {"name": "tun0", "virtual": True}]}
    network = charts([batch], facts, window(3600))[0][3]
    assert network.lines[0].newest == 100.0


def test_a_new_machine_is_looked_at_from_close_by() -> None:
    ages = (60, 3599, 7200, 80_000, 90_000, 10**7)
    assert [hours_for(age) for age in ages] == [1, 1, 6, 24, 24, 24]


def batch_from(first: int) -> Batch:
    """A minute's batch of a machine's processor, so many seconds after START."""
    series = [Series("cpu", {"cpu": "cpu-total"}, {"usage_idle": [50.0]})]
    return Batch("a", 1, Clock(0, 0, "b"), [Block(START + first, 60, 1, series)], {}, [], [])


def test_that_nothing_is_known_from_before_a_machine_was_there_is_no_gap() -> None:
    (cpu, *_), shown = charts([batch_from(1200)], {}, window(3600, late=5000), START + 1290)
    assert (shown.since, shown.first) == (START + 1200, START + 1200)
    assert cpu.holes == ()
    (cpu, *_), shown = charts([batch_from(1200)], {}, window(3600, late=5000), START - 86_400)
    assert (shown.since, shown.first) == (START, None)
    assert cpu.holes == ((0.0, 1200 / 3600),)


def test_the_window_of_a_new_machine_is_never_so_narrow_that_two_points_fill_it() -> None:
    _, shown = charts([batch_from(3500)], {}, window(3600), START + 3550)
    assert (shown.span, shown.first) == (NARROWEST, START + 3500)
    assert len(scale.ticks(shown.since, shown.until)) >= 3


def test_what_is_still_to_be_delivered_is_no_hole_and_what_is_overdue_is() -> None:
    for rate in (SERVER, WORKSTATION):
        just_before_its_batch = 3600 - rate.batch - rate.sample
        assert drawn(every(rate.sample, 0, just_before_its_batch), 3600, late=rate.late).holes == ()
        overdue = 3600 - int(rate.late) - 2 * rate.sample
        ((start, wide),) = drawn(every(rate.sample, 0, overdue), 3600, late=rate.late).holes
        assert abs(start + wide - 1) < 1e-9
        assert start < overdue / 3600


def test_a_machine_that_was_off_when_the_window_began_has_its_gap_shaded() -> None:
    ((start, wide),) = drawn(every(60, 1800, 3600), 3600).holes
    assert (start, wide) == (0.0, 0.5)


def test_a_point_that_stands_alone_is_a_dot() -> None:
    alone = drawn([Point(START + 600, 40, 60)], 900).lines[0]
    assert (alone.path, alone.dots) == ("", "M667 60.0h0")
    (line,) = drawn([*every(60, 0, 300), Point(START + 800, 40, 60)], 900).lines
    assert (line.path.count("M"), line.dots.count("M")) == (1, 1)


def test_every_window_has_at_least_three_marks_on_round_moments() -> None:
    for hours in (1, 6, 24, 72, 168, 336):
        for late in range(0, 7200, 420):
            since, until, *_ = back(hours, START + late)
            assert 3 <= len(scale.ticks(since, until)) <= 7, hours
    for minutes in range(15, 24 * 60, 7):
        marks = scale.ticks(START - minutes * 60, START)
        assert 3 <= len(marks) <= 7, minutes
        assert all(0 <= mark.place <= 1 for mark in marks)
    labels = [mark.label for mark in scale.ticks(START + 60, START + 3660)]
    assert labels == ["23:50", "23/11", "00:10", "00:20", "00:30"]


WIDE = 0.14
"""Of an axis as narrow as there is (240 px): how much `01:20` takes."""


def written(mark: scale.Tick) -> tuple[float, float]:
    """From where to where its label goes, as the page anchors it."""
    if mark.place < scale.EDGE:
        return mark.place, mark.place + WIDE
    if mark.place > 1 - scale.EDGE:
        return mark.place - WIDE, mark.place
    return mark.place - WIDE / 2, mark.place + WIDE / 2


def test_no_mark_is_written_over_the_next() -> None:
    for minutes in (60, 360, 1440, *range(15, 24 * 60, 7)):
        for late in range(0, 7200, 140):
            marks = scale.ticks(START + late - minutes * 60, START + late)
            spans = [written(mark) for mark in marks]
            assert all(a[1] < b[0] for a, b in itertools.pairwise(spans)), (minutes, late)

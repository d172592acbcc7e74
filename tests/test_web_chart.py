"""Charts: gaps are gaps, counters are rates, and axes are round."""

from __future__ import annotations

from agent.report import Batch, Block, Clock, Series
from collector.web.chart import scale
from collector.web.chart.charts import charts, hours_for
from collector.web.chart.draw import BUCKETS, chart
from collector.web.chart.points import Point, pieces, rates, summed, thinned

START = 1_795_380_000


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
    drawn = chart("x", "%", [("", points)], START, START + 1_200_000)
    assert drawn.lines[0].path.count(" ") < 2 * BUCKETS + 2
    assert drawn.lines[0].path.count("M") == 1


def test_stretches_without_data_are_told() -> None:
    points = [Point(START + t, 50, 60) for t in (*range(0, 3600, 60), *range(7200, 10_800, 60))]
    holes = chart("x", "%", [("", points)], START, START + 10_800).holes
    assert len(holes) == 1
    assert 0.3 < holes[0][0] < 0.34
    assert 0.3 < holes[0][1] < 0.36


def test_nothing_measured_is_no_line_and_no_error() -> None:
    found = charts([], {}, START, START + 3600)
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
    network = charts([batch], facts, START, START + 3600)[3]
    assert network.lines[0].newest == 100.0


def test_a_new_machine_is_looked_at_from_close_by() -> None:
    ages = (60, 3599, 7200, 80_000, 90_000, 10**7)
    assert [hours_for(age) for age in ages] == [1, 1, 6, 24, 24, 24]


def test_that_nothing_is_known_from_before_a_machine_was_there_is_no_gap() -> None:
    points = [Point(START + t, 50, 60) for t in range(3000, 3600, 60)]
    drawn = chart("x", "%", [("", points)], START, START + 3600, START + 2990)
    assert drawn.holes == ()
    assert len(chart("x", "%", [("", points)], START, START + 3600).holes) == 1

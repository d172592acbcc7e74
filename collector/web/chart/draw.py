"""A chart's geometry: paths on a field of 1000 by 100, gaps as gaps. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from collector.web.chart import scale
from collector.web.chart.points import PATIENCE, Point, pieces, thinned
from collector.web.chart.scale import Tick
from collector.web.chart.window import Window

WIDTH, HEIGHT = 1000, 100
BUCKETS = 180
"""Points of a line at most: as many as a phone can show."""
_NARROW = 0.01
"""A gap of less than so much of the window is drawn by the broken line alone."""


class Line(NamedTuple):
    """One line: its name, its newest, mean and highest value, and its SVG paths.

    `dots` has the points that stand alone: as lines of no length, whose round ends are drawn.
    """

    name: str
    newest: float
    mean: float
    highest: float
    path: str
    dots: str


class Chart(NamedTuple):
    """One chart, ready to be drawn. `unit` is `%` or `B/s`; `top` the end of its axis.

    `holes` are (from, width) of stretches without data, both 0 to 1.
    """

    name: str
    unit: str
    lines: tuple[Line, ...]
    top: float
    ticks: tuple[Tick, ...]
    holes: tuple[tuple[float, float], ...]


def chart(name: str, unit: str, lines: Sequence[tuple[str, list[Point]]], window: Window) -> Chart:
    """The chart of these (name, points) in a window."""
    bucket = window.span / BUCKETS
    told = [
        (label, points, thinned(points, window.since, bucket)) for label, points in lines if points
    ]
    highest = max((p.value for _, _, thin in told for p in thin), default=0.0)
    end = 100.0 if unit == "%" else scale.top(highest, 1000.0)
    return Chart(
        name,
        unit,
        tuple(
            Line(label, *_figures(all_), *_paths(thin, window, end)) for label, all_, thin in told
        ),
        end,
        tuple(scale.ticks(window.since, window.until)),
        tuple(_holes([thin for _, _, thin in told], window)),
    )


def _figures(points: list[Point]) -> tuple[float, float, float]:
    """The newest, the mean and the highest value, of all points and not of those drawn."""
    values = [p.value for p in points]
    return values[-1], sum(values) / len(values), max(values)


def _paths(points: list[Point], window: Window, end: float) -> tuple[str, str]:
    """The path of the runs of points, and that of points without a neighbour."""

    def place(point: Point) -> str:
        return f"{window.place(point.at) * WIDTH:.0f} {HEIGHT - point.value / end * HEIGHT:.1f}"

    runs = [[place(p) for p in run] for run in pieces(points)]
    path = "".join(f"M{run[0]}L{' '.join(run[1:])}" for run in runs if len(run) > 1)
    return path, "".join(f"M{run[0]}h0" for run in runs if len(run) == 1)


def _holes(lines: list[list[Point]], window: Window) -> list[tuple[float, float]]:
    """Where none of the lines has data. What is still to be delivered is no hole."""
    moments = sorted((p.at, p.step) for line in lines for p in line)
    if not moments:
        return []
    found = [
        (left, right)
        for (left, a), (right, b) in itertools.pairwise(moments)
        if right - left > PATIENCE * max(a, b)
    ]
    (first, step), (last, _) = moments[0], moments[-1]
    if window.first is None and first - window.since > PATIENCE * step:
        found.insert(0, (float(window.since), first))
    if window.until - last > max(window.late, PATIENCE * moments[-1][1]):
        found.append((last, float(window.until)))
    wide = _NARROW * window.span
    return [(window.place(a), (b - a) / window.span) for a, b in found if b - a > wide]

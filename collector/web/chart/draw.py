"""A chart's geometry: paths on a field of 1000 by 100, gaps as gaps. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from collector.web.chart import scale
from collector.web.chart.points import PATIENCE, Point, pieces, thinned
from collector.web.chart.scale import Tick

WIDTH, HEIGHT = 1000, 100
BUCKETS = 180
"""Points of a line at most: as many as a phone can show."""
_NARROW = 0.01
"""A gap of less than so much of the window is drawn by the broken line alone."""


class Line(NamedTuple):
    """One line: its name, its newest, mean and highest value, and its SVG path."""

    name: str
    newest: float
    mean: float
    highest: float
    path: str


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


def chart(
    name: str,
    unit: str,
    lines: Sequence[tuple[str, list[Point]]],
    since: int,
    until: int,
    born: int = 0,
) -> Chart:
    """The chart of these (name, points) between two moments (UTC s); no gap before `born`."""
    bucket = (until - since) / BUCKETS
    told = [(label, points, thinned(points, since, bucket)) for label, points in lines if points]
    highest = max((p.value for _, _, thin in told for p in thin), default=0.0)
    end = 100.0 if unit == "%" else scale.top(highest, 1000.0)
    return Chart(
        name,
        unit,
        tuple(
            Line(label, *_figures(all_), _path(thin, since, until, end))
            for label, all_, thin in told
        ),
        end,
        tuple(scale.ticks(since, until)),
        tuple(_holes([thin for _, _, thin in told], since, until, born)),
    )


def _figures(points: list[Point]) -> tuple[float, float, float]:
    """The newest, the mean and the highest value, of all points and not of those drawn."""
    values = [p.value for p in points]
    return values[-1], sum(values) / len(values), max(values)


def _path(points: list[Point], since: int, until: int, end: float) -> str:
    def place(point: Point) -> str:
        x = (point.at - since) / (until - since) * WIDTH
        return f"{x:.0f} {HEIGHT - point.value / end * HEIGHT:.1f}"

    return "".join(_run([place(p) for p in run]) for run in pieces(points))


def _run(places: list[str]) -> str:
    """A run of points; one alone becomes a dot (a line of no length with round ends)."""
    rest = places[1:] or ["0 0"]
    return f"M{places[0]}" + (f"L{' '.join(rest)}" if len(places) > 1 else "h0")


def _holes(
    lines: list[list[Point]], since: int, until: int, born: int
) -> list[tuple[float, float]]:
    """Where none of the lines has data."""
    if not lines:
        return []
    moments = sorted((p.at, p.step) for line in lines for p in line)
    edges = [(float(max(since, born)), 0.0), *moments, (float(until), 0.0)]
    span = until - since
    found = []
    for (left, a), (right, b) in itertools.pairwise(edges):
        wide = right - left
        if wide > PATIENCE * max(a, b) and wide / span > _NARROW:
            found.append(((left - since) / span, wide / span))
    return found

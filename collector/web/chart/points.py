"""Samples of many batches to points in time, and counters to rates. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agent.report import Batch, Block, Series

PATIENCE = 2.5
"""So many steps of the grid without a value are a gap: one lost sample alone is none."""


class Point(NamedTuple):
    """A value at a moment (UTC s), and how far the next one of its grid is away (s)."""

    at: float
    value: float
    step: float


class Source(NamedTuple):
    """A field of a measurement, and the tag by which its rows are told apart (or none)."""

    measurement: str
    field: str
    tag: str = ""


Gathered = dict[Source, dict[str, list[Point]]]
"""Source -> the tag's value -> its points in order of time."""


def gather(batches: Iterable[Batch], wanted: Iterable[Source], since: int, until: int) -> Gathered:
    """What these batches tell of the sources between two moments (UTC s)."""
    sources = list(wanted)
    found: Gathered = {source: {} for source in sources}
    by_name: dict[str, list[Source]] = {}
    for source in sources:
        by_name.setdefault(source.measurement, []).append(source)
    for block, series in _all_series(batches):
        for source in by_name.get(series.measurement, ()):
            row = found[source].setdefault(series.tags.get(source.tag, ""), [])
            row.extend(p for p in _points(block, series, source.field) if since <= p.at <= until)
    for rows in found.values():
        for points in rows.values():
            points.sort()
    return found


def _all_series(batches: Iterable[Batch]) -> Iterator[tuple[Block, Series]]:
    for batch in batches:
        for block in batch.blocks:
            for series in block.series:
                yield block, series


def _points(block: Block, series: Series, field: str) -> Iterator[Point]:
    for n, value in enumerate(series.fields.get(field, ())):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield Point(block.start + n * block.step, float(value), block.step)


def rates(points: list[Point]) -> list[Point]:
    """A counter's growth per second; nothing across a gap, or where it began anew."""
    found = []
    for before, after in itertools.pairwise(points):
        seconds, grown = after.at - before.at, after.value - before.value
        if 0 < seconds <= PATIENCE * after.step and grown >= 0:
            found.append(after._replace(value=grown / seconds))
    return found


def summed(lines: Iterable[list[Point]]) -> list[Point]:
    """Several things' values at the same moments, added up."""
    found: dict[float, Point] = {}
    for point in (point for line in lines for point in line):
        known = found.get(point.at)
        found[point.at] = point._replace(value=point.value + known.value) if known else point
    return [found[at] for at in sorted(found)]


def thinned(points: list[Point], since: float, bucket: float) -> list[Point]:
    """At most one point in each bucket of time (s): the mean of what fell into it."""
    groups: dict[int, list[Point]] = {}
    for point in points:
        groups.setdefault(int((point.at - since) // bucket), []).append(point)
    return [
        Point(
            sum(p.at for p in group) / len(group),
            sum(p.value for p in group) / len(group),
            max(bucket, *(p.step for p in group)),
        )
        for _, group in sorted(groups.items())
    ]


def pieces(points: list[Point]) -> list[list[Point]]:
    """The points in runs without a gap between them."""
    runs: list[list[Point]] = []
    for point in points:
        if runs and point.at - runs[-1][-1].at <= PATIENCE * max(point.step, runs[-1][-1].step):
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs

"""Round numbers for axes: values, and moments in local time. Pure."""

from __future__ import annotations

from typing import NamedTuple

from collector.words.text import local_time

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_STEPS = (
    *(n * _MINUTE for n in (5, 10, 15, 30)),
    *(n * _HOUR for n in (1, 2, 3, 6, 12)),
    *(n * _DAY for n in (1, 2, 4)),
)
"""Seconds between two marks of the axis of time. Each is at most twice the one before: so a window
has from 3 to 7 marks."""
_MOST = 6
EDGE = 0.04
"""Of the axis: what is written so near to its end is not under its mark but before the end."""
_APART = 0.22
"""Of the axis: marks that are nearer to each other leave no room for that."""


class Tick(NamedTuple):
    """A mark of the axis of time: where (0 to 1), and what is written there."""

    place: float
    label: str


def top(highest: float, floor: float) -> float:
    """The end of an axis from 0: a round number not below the highest value, at least `floor`."""
    if highest <= floor:
        return floor
    power = 1.0
    while power * 10 <= highest:
        power *= 10
    return next(power * n for n in (1, 2, 5, 10) if power * n >= highest)


def ticks(since: int, until: int) -> list[Tick]:
    """Marks on round moments of local time, a day's first one with its date."""
    span = until - since
    step = next((s for s in _STEPS if span / s <= _MOST), _STEPS[-1])
    ahead = _ahead(since)
    first = -(-(since + ahead) // step) * step - ahead
    found = [Tick((at - since) / span, _label(at)) for at in range(first, until + 1, step)]
    return [one for one in found if step / span >= _APART or EDGE <= one.place <= 1 - EDGE]


def _ahead(moment: int) -> int:
    """Seconds that local time is ahead of UTC."""
    offset = local_time(moment).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _label(moment: int) -> str:
    here = local_time(moment)
    if here.hour == here.minute == 0:
        return f"{here.day}/{here.month}"
    return f"{here.hour:02}:{here.minute:02}"

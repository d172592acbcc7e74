"""Round numbers for axes: values, and moments in local time. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from collector.words.text import local_time

HOUR = 3600
_STEPS = (1, 2, 3, 6, 12, 24, 48, 96)
"""Hours between two marks of the axis of time."""
_MOST = 6


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
    """Marks on whole hours of local time, a day's first one with its date."""
    span = until - since
    hours = next((h for h in _STEPS if span / (h * HOUR) <= _MOST), _STEPS[-1])
    moment = local_time(since).replace(minute=0, second=0, microsecond=0)
    found = []
    while moment.timestamp() <= until:
        on_step = moment.hour % hours == 0 if hours < 24 else moment.hour == 0
        day_fits = hours <= 24 or moment.toordinal() % (hours // 24) == 0
        if moment.timestamp() >= since and on_step and day_fits:
            label = f"{moment.day}/{moment.month}" if moment.hour == 0 else f"{moment.hour:02}:00"
            found.append(Tick((moment.timestamp() - since) / span, label))
        moment += timedelta(hours=1)
    return found

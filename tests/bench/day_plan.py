"""A site's working day: who is on when, when the link drops, when the power is gone. Pure.

Offices of Tanzania work from 07:30 to 15:30; the times are of a day in Dar es Salaam.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from collector.words.text import ZONE

MINUTE, NEVER = 60.0, float("inf")
_LUNCH, _PULLED, _BY_ITSELF = 0.2, 0.15, 0.5
"""Shares of the PCs: off over lunch; switched off at the wall; on by itself when power is back."""


class Span(NamedTuple):
    """From when until when something is so (UTC s); `how` it ends: by a shutdown, or pulled."""

    since: float
    until: float
    how: str = ""

    def has(self, moment: float) -> bool:
        """Whether that moment is in it."""
        return self.since <= moment < self.until


class Day(NamedTuple):
    """When the link is down, when the power is gone, and when each PC is on."""

    drops: list[Span]
    cut: Span
    on: list[list[Span]]
    end: float


def plan(count: int, midnight: float, seed: int) -> Day:
    """The day of so many PCs that begins at `midnight` (UTC s)."""

    def span(since: str, until: str) -> Span:
        return Span(_at(midnight, since), _at(midnight, until))

    drops = [span(*one) for one in _DROPS]
    cut, chance = span(*_CUT), random.Random(seed)
    on = [list(_hours(chance, midnight, cut)) for _ in range(count)]
    return Day(drops, cut, on, _at(midnight, "18:00"))


_DROPS = (("08:50", "08:55"), ("10:00", "10:20"), ("12:00", "12:45"), ("13:30", "15:00"))
_CUT = ("11:00", "11:25")


def _hours(chance: random.Random, midnight: float, cut: Span) -> Iterator[Span]:
    begin = _at(midnight, "07:30") + chance.uniform(0, 60) * MINUTE
    end = _at(midnight, "15:30") + chance.uniform(0, 90) * MINUTE
    back = chance.uniform(1, 3 if chance.random() < _BY_ITSELF else 15)
    yield Span(begin, cut.since, "cut")
    begin = cut.until + back * MINUTE
    if chance.random() < _LUNCH:
        leaves = _at(midnight, "12:20") + chance.uniform(0, 30) * MINUTE
        yield Span(begin, leaves, "shutdown")
        begin = leaves + chance.uniform(30, 60) * MINUTE
    yield Span(begin, end, "pulled" if chance.random() < _PULLED else "shutdown")


def _at(midnight: float, clock: str) -> float:
    hour, minute = map(int, clock.split(":"))
    return midnight + hour * 3600 + minute * MINUTE


def next_midnight(after: float) -> float:
    """Where the next working day begins (UTC s)."""
    day = datetime.fromtimestamp(after, ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day.timestamp()


_SATURDAY = 5

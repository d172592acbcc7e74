"""What each simulated PC tells: this machine's own samples and facts, made another's, and moving.

What stood still while this machine was watched stands still; what moved goes on moving: counters
by this machine's own pace, the rest between the least and the most that was seen. This machine is
busier than a quiet PC, so its numbers pack no better than those of one. Nine of ten PCs have
Windows, and tell what is told there.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import NamedTuple

from agent import clock
from agent.field import Value
from agent.gather import Gatherer
from agent.grid import Moment, Reading
from agent.inventory import looking
from agent.limits import DIGITS
from agent.probe import counters, find_samples
from agent.report import Clock, Facts, Row
from tests.bench.day_windows import as_windows, of_windows

COUNTERS = counters(find_samples())
_LOOKS, _PAUSE = 20, 0.5
"""Samples of this machine that are taken, and seconds between them."""

Seen = dict[tuple[str, str, str], list[Value]]


class Recorded(NamedTuple):
    """This machine: one reading of each probe, every value seen in some seconds, all facts."""

    readings: list[Reading]
    seen: Seen
    seconds: float
    facts: Facts


def record() -> Recorded:
    """Ask this machine's own probes, for some seconds."""
    gatherer, seen = Gatherer(find_samples()), Seen()
    readings: list[Reading] = []
    gatherer.sample(clock.now())
    for _ in range(_LOOKS):
        time.sleep(_PAUSE)
        readings = gatherer.sample(clock.now()).readings
        for reading in readings:
            for name, value in reading.values.items():
                seen.setdefault(_key(reading, name), []).append(value)
    facts = looking.look().found.facts
    return Recorded([*readings, *_of_a_pc()], seen, (_LOOKS - 1) * _PAUSE, facts)


def _of_a_pc() -> Iterator[Reading]:
    """What a PC has and this machine may not: a sensor of heat."""
    yield Reading("temp", {"sensor": "coretemp_package_id_0_input"}, {"temp": 47.0})


def _key(reading: Reading, name: str) -> tuple[str, str, str]:
    return reading.measurement, "".join(reading.tags.values()), name


class Moving(Gatherer):
    """The samples of one PC since its boot."""

    def __init__(self, recorded: Recorded, seed: int, booted: float) -> None:
        super().__init__([])
        self._recorded, self._booted = recorded, booted
        self._chance = random.Random(seed)
        self._windows = of_windows(seed)
        self._busy = self._chance.uniform(0.3, 1.0)

    def sample(self, clock: Clock) -> Moment:
        """All readings at this moment."""
        up = clock.wall - self._booted
        moved = [self._moved(one, up) for one in self._recorded.readings]
        return Moment(int(clock.wall), list(as_windows(moved)) if self._windows else moved)

    def _moved(self, reading: Reading, up: float) -> Reading:
        grow = COUNTERS.get(reading.measurement, frozenset())
        values: Row = {}
        for name, value in reading.values.items():
            seen = self._recorded.seen.get(_key(reading, name), [value])
            if name in ("uptime", "temp"):
                value = int(up) if name == "uptime" else self._chance.randrange(40, 56) * 1.0
            elif isinstance(value, (int, float)) and len(set(seen)) > 1:
                value = self._grown(seen, up) if name in grow else self._between(seen)
            values[name] = value
        return Reading(reading.measurement, reading.tags, values)

    def _grown(self, seen: list[Value], up: float) -> Value:
        first, last = float(seen[0] or 0), float(seen[-1] or 0)
        pace = (last - first) / self._recorded.seconds * self._busy
        return int(pace * up * (1 + 0.01 * self._chance.random()))

    def _between(self, seen: list[Value]) -> Value:
        """One that was seen, and between it and another: of the same kind, with as many digits."""
        one, other = (self._chance.choice(seen) for _ in range(2))
        if not isinstance(one, float) or not isinstance(other, float):
            return int(_number(one) + (_number(other) - _number(one)) * self._chance.random())
        mixed = one + (other - one) * self._chance.random()
        return round(mixed, DIGITS)


def _number(value: Value) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0

"""A site whose machines fell silent together: found from when each was last heard from. Pure.

The rule, for one site:

1. A machine is *silent* once it is heard from no more for its cadence and SLACK (a server after
   10 min, a workstation after 20), the collector's own absences left out. It does not wait for a
   standard of presence: a PC may be off for days before that is broken.
2. Silent ones *fell together* if one moment explains them all: each would have been heard from
   again by then, give or take HOLD. Who fell silent before is no part of it.
3. Who said that it stops, and was not heard from since, neither fell nor ran.
4. From 15:00 to 18:00, local time, people go home, and many switch off at the wall, which says no
   goodbye. What falls silent then counts among servers and the like alone.
5. It is an *outage* if two or more fell together, and they are more than half of what ran: they
   themselves, all that were heard from after it, and those that fell silent in the hour before.
   So where one after another is switched off, the last few are no outage.
6. It is *held*: news once the newest of them is silent for its cadence and HOLD, and of no other
   it is open whether it fell too. So a restart is no news, and the count is whole.
7. It is *over* once half or more of those that fell were heard from again, or are retired.

One outage is one mail; what fell with it gets none of its own, until it is heard from again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from agent.report import Event
from collector import cadence
from collector.words.text import local_time

HOLD = 600
"""Seconds a silence is held before it is news, and within which others belong to it."""
SLACK = 300
"""Seconds by which a delivery may be late on a thin link."""
_BEFORE = 3600
"""Seconds before a fall in which who fell silent had run."""
_LATE = 6 * 3600
"""Seconds of silence after which an outage that was not found will not be found any more."""
_FEW = 2
"""Machines that must have fallen at least."""
_HOMEWARDS = range(15, 18)
"""Hours of the day, local time, in which people switch off and go home."""

_STARTED, _STOPPED = "agent_started", "agent_stopped"
_LIFE = (_STARTED, _STOPPED)

Quiet = Callable[[int], int]
"""Since when (UTC s) -> for how long (s), the collector's own absences left out."""


class Machine(NamedTuple):
    """A machine in use: when it was last heard from (UTC s), and whether it said goodbye then."""

    id: str
    host: str
    kind: str
    heard: int
    stopped: bool = False

    @property
    def is_always_on(self) -> bool:
        """Whether nobody switches it off in the evening."""
        return cadence.of(self.kind) == cadence.ALWAYS_ON


class Outage(NamedTuple):
    """A site: how many of those that ran fell silent, since when (UTC s), and which."""

    site: str
    org: str
    silent: int
    running: int
    since: int
    hosts: tuple[str, ...] = ()


class Fall(NamedTuple):
    """Machines of a site that fell silent together.

    `since`: when the newest of them was last heard from; `ripe`: it has been held long enough.
    """

    since: int
    fallen: tuple[Machine, ...]
    running: int
    ripe: bool


class _Aged(NamedTuple):
    """A machine, and for how long (s) nothing was heard from it."""

    machine: Machine
    age: int

    @property
    def every(self) -> int:
        """Seconds between its batches."""
        return cadence.of(self.machine.kind).batch

    @property
    def is_silent(self) -> bool:
        return not self.machine.stopped and self.age >= self.every + SLACK

    @property
    def is_open(self) -> bool:
        """Whether nobody can tell yet: its next batch may be on its way."""
        return not self.machine.stopped and self.age < self.every + SLACK


def find(machines: Iterable[Machine], quiet: Quiet) -> Fall | None:
    """The outage of a site's machines as of now, held or not; None if there is none."""
    aged = [_Aged(machine, quiet(machine.heard)) for machine in machines]
    last = {one.age: one for one in aged if one.is_silent and one.age < _LATE}
    everybody, always_on = _Ages(aged), _Ages([one for one in aged if one.machine.is_always_on])
    best, most = None, 0
    for one in last.values():
        who = always_on if local_time(one.machine.heard).hour in _HOMEWARDS else everybody
        fallen, running = who.counted(one.age)
        if fallen >= _FEW and 2 * fallen > running and fallen > most:
            best, most = (who, one), fallen
    return None if best is None else best[0].fall(best[1])


class _Ages:
    """The machines of a site that count, by how long nothing was heard from them."""

    def __init__(self, aged: list[_Aged]) -> None:
        self._aged = aged
        self._all = sorted(one.age for one in aged)
        self._open = sorted(one.age for one in aged if one.is_open)
        self._silent: dict[int, list[int]] = {}
        for one in aged:
            if one.is_silent:
                insort(self._silent.setdefault(one.every, []), one.age)

    def counted(self, age: int) -> tuple[int, int]:
        """How many fell with one of this age that was heard from last; and how many ran."""
        after, fallen = bisect_left(self._all, age), self._until(age, HOLD)
        return fallen, after + self._until(age, HOLD + _BEFORE) + self._undecided(age)

    def _until(self, age: int, more: int) -> int:
        """How many of this age or older are silent for at most their cadence and so much more."""
        return sum(
            bisect_right(ages, age + every + more) - bisect_left(ages, age)
            for every, ages in self._silent.items()
        )

    def _undecided(self, age: int) -> int:
        """How many may have fallen too."""
        return len(self._open) - bisect_left(self._open, age)

    def fall(self, last: _Aged) -> Fall:
        """The fall in which `last` was the last that was heard from."""
        within = [one for one in self._aged if one.is_silent and one.age >= last.age]
        fallen = [one for one in within if one.age - last.age <= one.every + HOLD]
        held = last.age >= max(one.every for one in fallen) + HOLD
        machines = in_order(one.machine for one in fallen)
        _, running = self.counted(last.age)
        ripe = held and not self._undecided(last.age)
        return Fall(last.machine.heard, machines, running, ripe)


def in_order(machines: Iterable[Machine]) -> tuple[Machine, ...]:
    """Servers first, then by name."""
    return tuple(sorted(machines, key=lambda one: (not one.is_always_on, one.host)))


def said_goodbye(events: Iterable[Event]) -> bool:
    """Whether the last that a machine tells of itself is that it stops."""
    last = max((event for event in events if event.kind in _LIFE), key=_at, default=None)
    return last is not None and last.kind == _STOPPED


def _at(event: Event) -> float:
    return event.at


def is_over(since: int, fallen: Collection[Machine]) -> bool:
    """Whether an outage is over, of those machines in use that fell silent by then (UTC s)."""
    back = sum(machine.heard > since for machine in fallen)
    return 2 * back >= len(fallen)

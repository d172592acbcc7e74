"""When each fact probe is to be read again, by monotonic seconds. Pure.

One that failed is asked again within the hour; one that hung, which costs a process and its time,
ever more rarely, until it answers: a circuit breaker. What is read once a day or more rarely is
nothing that a start of the machine changes: its next reading outlasts the agent (`lasting`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from agent.probe import DAY, HOUR

_WAIT = 300.0
"""Seconds after a start until what waits is read."""
_RARER = 4
"""After each reading in vain the pause grows by this."""
_LASTING = DAY
"""A reading that is to be had so rarely (s), or more rarely, is remembered over a restart."""
_LONGEST = 7 * DAY
"""Nothing is read more rarely (s): what is remembered as due later is of a wrong clock."""


def at_first(waits: Mapping[str, object], later: Collection[str]) -> list[str]:
    """The probes of a first reading: but for those that wait, and those known to be due later."""
    return [name for name, it_waits in waits.items() if not it_waits and name not in later]


class Due:
    """The next reading of each probe that a plan named."""

    def __init__(self) -> None:
        self._every: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._hung: dict[str, int] = {}
        self.lasting: dict[str, int] = {}
        """The next reading (UTC s) of what was read well and is read rarely."""

    def remember(self, lasting: Mapping[str, int], mono: float, wall: float) -> None:
        """What `lasting` was before a restart; what a wrong clock made of it is not believed."""
        for name, due in lasting.items():
            if 0 < due - wall <= _LONGEST:
                self.lasting[name] = due
                self._next[name] = mono + due - wall

    def plan(self, told: dict[str, list[float]], mono: float) -> None:
        """The child's word on how often each wants to be read (s), and whether it waits."""
        if not self._every:
            waiting = (name for name, (_, _, waits) in told.items() if waits)
            self._next = {**dict.fromkeys(waiting, mono + _WAIT), **self._next}
        self._every = {name: every for name, (every, *_) in told.items()}

    def all(self) -> None:
        """Each is due."""
        self._next.clear()
        self.lasting.clear()

    def soon(self, names: Iterable[str]) -> None:
        """These are due; but what hung is left its time."""
        for name in names:
            if name not in self._hung:
                self._next.pop(name, None)
                self.lasting.pop(name, None)

    def now(self, mono: float) -> list[str] | None:
        """The probes that are due; None: all there are, for no plan is known yet."""
        if not self._every:
            return None if mono >= self._next.get("", 0.0) else []
        return [name for name in self._every if self._next.get(name, 0.0) <= mono]

    def later(self, mono: float) -> list[str]:
        """Those that are known not to be due, also before there is a plan."""
        return [name for name, at in self._next.items() if name and at > mono]

    def read(self, name: str, mono: float, wall: float) -> None:
        """It answered."""
        self._hung.pop(name, None)
        every = self._every.get(name, HOUR)
        self._next[name] = mono + every
        if every >= _LASTING:
            self.lasting[name] = int(wall + every)

    def failed(self, name: str, mono: float) -> None:
        """It could not."""
        self._hung.pop(name, None)
        self.lasting.pop(name, None)
        self._next[name] = mono + min(self._every.get(name, HOUR), HOUR)

    def hung(self, name: str, mono: float) -> None:
        """It never answered."""
        self.lasting.pop(name, None)
        times = self._hung[name] = self._hung.get(name, 0) + 1
        self._next[name] = mono + min(DAY, HOUR * _RARER ** (times - 1))

    def vain(self, mono: float) -> None:
        """Nobody answered at all."""
        self._next[""] = mono + HOUR / 12

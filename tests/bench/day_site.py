"""A simulated site: PCs that are switched on and off, a link that drops; each does what is due."""

from __future__ import annotations

import heapq
from pathlib import Path
from typing import NamedTuple, Protocol

from agent.delivery.identity import Identity
from tests.bench.day_clock import SharedClock
from tests.bench.day_machine import Recorded
from tests.bench.day_pc import Life
from tests.bench.day_plan import NEVER, Span
from tests.bench.day_wan import Wan


class Actor(Protocol):
    """Whatever does something at simulated moments."""

    def due(self) -> float:
        """When next (UTC s); infinite: never."""
        ...

    def turn(self) -> None:
        """Do it."""
        ...


class Site(NamedTuple):
    """What all PCs share. `made`: agent, boot and number of every batch."""

    clock: SharedClock
    wan: Wan
    recorded: Recorded
    folder: Path
    made: list[tuple[str, str, int]]

    def play(self, actors: list[Actor], end: float) -> None:
        """Let all that is due until `end` happen, in order."""
        waiting = [(actor.due(), n) for n, actor in enumerate(actors)]
        heapq.heapify(waiting)
        while waiting[0][0] < end:
            at, n = heapq.heappop(waiting)
            self.clock.set(max(at, self.clock.now()))
            actors[n].turn()
            heapq.heappush(waiting, (actors[n].due(), n))
        self.clock.set(end)


class Pc:
    """One PC over its day: off and on."""

    def __init__(self, number: int, who: Identity, site: Site) -> None:
        self.who = who
        self._number, self._site = number, site
        self._state = site.folder / f"{number:03}"
        self._state.mkdir(exist_ok=True)
        self._life: Life | None = None
        self.spans: list[Span] = []
        self.facts_bytes = self.changed = 0

    def due(self) -> float:
        """When it is switched on or off, or its agent has something to do."""
        if not self.spans:
            return NEVER
        return min(self._life.due(), self.spans[0].until) if self._life else self.spans[0].since

    def turn(self) -> None:
        """Do that."""
        if self._life is None:
            self._life = Life(
                self._number,
                self.who,
                self._state,
                self._site.wan,
                self._site.recorded,
                self.changed,
                self._site.made,
            )
        elif self._site.clock.now() >= self.spans[0].until:
            self._end(self._life, self.spans.pop(0).how)
        else:
            self._life.turn()

    def _end(self, life: Life, how: str) -> None:
        life.shut_down() if how == "shutdown" else life.lose_power()
        self.facts_bytes += life.facts_bytes
        self._life = None

    def waiting(self) -> int:
        """Batches that wait on its disk."""
        return len(list((self._state / "spool").glob("*.batch")))


class Drops:
    """The link, down and up at its times."""

    def __init__(self, wan: Wan, drops: list[Span]) -> None:
        self._wan = wan
        self._turns = [turn for one in drops for turn in ((one.since, False), (one.until, True))]

    def due(self) -> float:
        """The next."""
        return self._turns[0][0] if self._turns else NEVER

    def turn(self) -> None:
        """Down, or up."""
        self._wan.turn(up=self._turns.pop(0)[1])

"""The site: all PCs in one process, each doing what is due at each simulated moment.

day_site FOLDER CODE CLOCK COUNT SEED WIRE. It says a word at each mark (`eve`, `day`, `end`), and
goes on when it is answered a line, so that who counts on the wire can; then its figures as JSON.
"""

from __future__ import annotations

import heapq
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from tests.bench.day_clock import SharedClock
from tests.bench.day_machine import Recorded, record
from tests.bench.day_pc import Life
from tests.bench.day_plan import Day, Span, next_midnight, plan
from tests.bench.day_wan import Wan

_EVE, _SPREAD = 480.0, 2.0
"""Seconds that each PC is on when it is enrolled; and between one and the next."""
_ROLL = 12.0
"""Real seconds until the collector surely looked up again who its agents are."""


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
        self._number, self._who, self._site = number, who, site
        self._state = site.folder / f"{number:03}"
        self._state.mkdir(exist_ok=True)
        self._life: Life | None = None
        self.spans: list[Span] = []
        self.facts_bytes = self.changed = 0

    def due(self) -> float:
        """When it is switched on or off, or its agent has something to do."""
        if not self.spans:
            return float("inf")
        return min(self._life.due(), self.spans[0].until) if self._life else self.spans[0].since

    def turn(self) -> None:
        """Do that."""
        if self._life is None:
            self._life = Life(
                self._number,
                self._who,
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
        self._turns = [(at, up) for one in drops for at, up in ((one.since, False), (one.until, True))]

    def due(self) -> float:
        """The next."""
        return self._turns[0][0] if self._turns else float("inf")

    def turn(self) -> None:
        """Down, or up."""
        self._wan.turn(up=self._turns.pop(0)[1])


def main() -> None:
    """The eve and the day."""
    folder, code, clock_file, count, seed, wire = sys.argv[1:]
    clock = SharedClock(Path(clock_file))
    recorded = record()
    people = [enrol(read_code(code), {}) for _ in range(int(count))]
    wan = Wan(people[0].ca, clock.now, _lifting(wire))
    site = Site(clock, wan, recorded, Path(folder), [])
    pcs = [Pc(n, who, site) for n, who in enumerate(people)]
    _mark("enrolled")
    _eve(site, pcs)
    _mark("eve")
    time.sleep(_ROLL)
    day = plan(len(pcs), next_midnight(clock.now()), int(seed))
    before = _figures(site, pcs)
    site.wan.log.clear()
    site.made.clear()
    _one_day(site, pcs, day)
    _mark("day")
    told = {"eve": before, "day": _figures(site, pcs), "plan": day._asdict()}
    told |= {"log": site.wan.log, "made": site.made}
    told["waiting"] = {pc._who.agent: pc.waiting() for pc in pcs if pc.waiting()}
    (site.folder / "figures.json").write_text(json.dumps(told))


def _eve(site: Site, pcs: list[Pc]) -> None:
    now = site.clock.now()
    for n, pc in enumerate(pcs):
        pc.spans = [Span(now + n * _SPREAD, now + n * _SPREAD + _EVE, "shutdown")]
    site.play(list(pcs), now + len(pcs) * _SPREAD + _EVE + 60)


def _one_day(site: Site, pcs: list[Pc], day: Day) -> None:
    for pc, spans in zip(pcs, day.on, strict=True):
        pc.spans, pc.changed = list(spans), 1
    site.play([*pcs, Drops(site.wan, day.drops)], day.end)


def _figures(site: Site, pcs: list[Pc]) -> dict[str, Any]:
    return {**site.wan.tally.told(), "facts": sum(pc.facts_bytes for pc in pcs)}


def _lifting(wire: str) -> Callable[[bool], None]:
    """What takes a wire down and up; nothing where there is none."""

    def lift(up: bool) -> None:
        if wire != "-":
            subprocess.run(["ip", "link", "set", wire, "up" if up else "down"], check=True)

    return lift


def _mark(word: str) -> None:
    print(word, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()

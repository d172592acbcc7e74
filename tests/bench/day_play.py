"""The site's process: the eve, on which its PCs are enrolled, and then the day.

day_play FOLDER CODE CLOCK COUNT SEED WIRE. It says a word at each mark (`enrolled`, `eve`, `day`)
and goes on when it is answered a line, so that who counts on the wire can; its figures are a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from agent.delivery.enrol import enrol, read_code
from tests.bench.day_clock import SharedClock
from tests.bench.day_machine import record
from tests.bench.day_plan import Day, Span, next_midnight, plan
from tests.bench.day_site import Drops, Pc, Site
from tests.bench.day_wan import Wan

FIGURES, NO_WIRE = "figures.json", "-"
_EVE, _SPREAD = 480.0, 2.0
"""Seconds that each PC is on when it is enrolled; and between one and the next."""
_ROLL = 12.0
"""Real seconds until the collector surely looked up again who its agents are."""


def main() -> None:
    """The eve and the day."""
    folder, code, clock_file, count, seed, wire = sys.argv[1:]
    clock, recorded = SharedClock(Path(clock_file)), record()
    people = [enrol(read_code(code), {}) for _ in range(int(count))]
    wan = Wan(people[0].ca, clock.now, _lifting(wire))
    site = Site(clock, wan, recorded, Path(folder), [])
    pcs = [Pc(n, who, site) for n, who in enumerate(people)]
    _mark("enrolled")
    _eve(site, pcs)
    _mark("eve")
    time.sleep(_ROLL)
    day = plan(len(pcs), next_midnight(clock.now()), int(seed))
    _keep(site, pcs, day, _one_day(site, pcs, day))
    _mark("day")


def _eve(site: Site, pcs: list[Pc]) -> None:
    now = site.clock.now()
    for n, pc in enumerate(pcs):
        pc.spans = [Span(now + n * _SPREAD, now + n * _SPREAD + _EVE, "shutdown")]
    site.play(list(pcs), now + len(pcs) * _SPREAD + _EVE + 60)


def _one_day(site: Site, pcs: list[Pc], day: Day) -> dict[str, int]:
    """Bytes of that day, by what they are for."""
    before = _weighed(site, pcs)
    site.wan.log.clear()
    site.made.clear()
    for pc, spans in zip(pcs, day.on, strict=True):
        pc.spans, pc.changed = list(spans), 1
    site.play([*pcs, Drops(site.wan, day.drops)], day.end)
    after = _weighed(site, pcs)
    return {name: after[name] - before[name] for name in after}


def _weighed(site: Site, pcs: list[Pc]) -> dict[str, int]:
    return {**site.wan.tally.told(), "facts": sum(pc.facts_bytes for pc in pcs)}


def _keep(site: Site, pcs: list[Pc], day: Day, weighed: dict[str, int]) -> None:
    told = {
        "weighed": weighed,
        "plan": day,
        "agents": [pc.who.agent for pc in pcs],
        "log": site.wan.log,
        "made": site.made,
        "waiting": sum(pc.waiting() for pc in pcs),
    }
    (site.folder / FIGURES).write_text(json.dumps(told))


def _lifting(wire: str) -> Callable[[bool], None]:
    """What takes a wire down and up; nothing where there is none."""

    def lift(up: bool) -> None:
        if wire != NO_WIRE:
            subprocess.run(["ip", "link", "set", wire, "up" if up else "down"], check=True)

    return lift


def _mark(word: str) -> None:
    print(word, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()

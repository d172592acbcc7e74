"""Batches as this very machine's agent would send them: its own probes, asked now.

Only who it is differs from agent to agent, so that each is an asset of its own.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from agent import clock
from agent.batcher import pack
from agent.field import Value
from agent.gather import Gatherer
from agent.grid import Moment, Reading, blocks
from agent.inventory import looking
from agent.probe import find_samples
from agent.report import Batch, Clock, Facts, Row, SectionFacts

STEP, STEPS = 60, 5
"""A server's batch: five samples, a minute apart (`collector.cadence`)."""
SPANS = 4
"""Batches' samples that are taken, so that not every batch says the same."""
_PAUSE = 0.05
"""Seconds between two samples here: what is measured is their number and size, not their age."""

Span = list[list[Reading]]


class Machine(NamedTuple):
    """What this machine tells: all its facts, and samples for some batches."""

    facts: Facts
    spans: list[Span]

    @property
    def programs(self) -> int:
        """How many programs it names."""
        return len(self.facts.get("software", ()))

    @property
    def series(self) -> int:
        """How many series of samples a batch has."""
        return len(blocks(_moments(self.spans[0], STEP * STEPS), STEP)[0].series)


def look() -> Machine:
    """Ask every probe of the agent."""
    gatherer = Gatherer(find_samples())
    gatherer.sample(clock.now())  # shares of time need a reading before
    return Machine(looking.look().found.facts, [_span(gatherer) for _ in range(SPANS)])


def _span(gatherer: Gatherer) -> Span:
    found = []
    for _ in range(STEPS):
        time.sleep(_PAUSE)
        found.append(gatherer.sample(clock.now()).readings)
    return found


def _moments(span: Span, until: int) -> list[Moment]:
    """The samples on the grid that ends at a moment (UTC s)."""
    return [
        Moment(until - STEP * (STEPS - number), readings) for number, readings in enumerate(span)
    ]


def batch(machine: Machine, agent: str, seq: int, wall: float) -> Batch:
    """One batch made at `wall` (UTC s); all facts with the first, none with the others."""
    return Batch(
        agent=agent,
        seq=seq,
        clock=Clock(wall, mono(wall), agent),
        blocks=blocks(_moments(machine.spans[seq % SPANS], int(wall)), STEP),
        facts=_own(machine.facts, agent) if seq == 0 else {},
        events=[],
        errors=[],
    )


def mono(wall: float) -> float:
    """The monotonic clock of every agent here: it was switched on in 2020."""
    return wall - 1_577_836_800.0


def body(machine: Machine, agent: str, seq: int, wall: float) -> bytes:
    """The same as it goes over the wire."""
    return pack(batch(machine, agent, seq, wall))


def _own(facts: Facts, agent: str) -> Facts:
    """The facts of another machine of the same kind: other marks, and surely a server."""
    mine: Facts = {
        "machine": {"chassis": "server", "serial": f"S{agent[:12]}", "uuid": agent},
        "os": {"hostname": f"bench-{agent[:8]}", "machine_id": agent},
    }
    known = {name: {**_row(facts.get(name, {})), **_row(marks)} for name, marks in mine.items()}
    return {
        **facts,
        **known,
        "disks": _marked(facts.get("disks", []), "serial", f"D{agent[:10]}"),
        "interfaces": _marked(facts.get("interfaces", []), "mac", f"3cecef{agent[:4]}"),
    }


def _row(section: SectionFacts) -> dict[str, Value | list[Row]]:
    return section if isinstance(section, dict) else {}


def _marked(section: SectionFacts, name: str, mark: str) -> list[Row]:
    """Rows whose mark is this agent's, and the row's."""
    rows = section if isinstance(section, list) else []
    return [row | {name: f"{mark}{number:02x}"} for number, row in enumerate(rows) if name in row]

"""The wire contract: what every source tells the collector about one asset.

A `Batch` says **who** speaks, **when** by its own clocks, the **samples** in columns on a time
grid, the **facts** that changed, the **events** that happened and the **errors** of what failed.
An agent on a PC and a poll of a switch make the same thing.

The contract is versioned and only ever added to: unknown keys are ignored, so a newer agent
can talk to an older collector. `report.schema.json` beside this file says the same as JSON
Schema, and the tests hold the two together.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.field import Value

VERSION = 1

Column = list[Value | None]
Row = dict[str, Value]
SectionFacts = dict[str, Value | list[Row]] | list[Row]
Facts = dict[str, SectionFacts]
"""Section name -> its whole content: named values, some of them lists of rows; or a list."""


class Series(NamedTuple):
    """One measurement with one set of tags: field name -> a value for each step, None for none."""

    measurement: str
    tags: dict[str, str]
    fields: dict[str, Column]


class Block(NamedTuple):
    """Samples on one grid: `steps` moments from `start` (UTC s), each `step` seconds after."""

    start: int
    step: int
    steps: int
    series: list[Series]


class Event(NamedTuple):
    """Something that happened once, at `at` (UTC s)."""

    at: float
    kind: str
    detail: Row


class ProbeError(NamedTuple):
    """A probe that failed at `at` (UTC s): which one, and why, in words."""

    at: float
    probe: str
    message: str


class Clock(NamedTuple):
    """The sender's clocks at one moment: wall (UTC s), monotonic (s since boot), and which boot."""

    wall: float
    mono: float
    boot: str


class Batch(NamedTuple):
    """All that one source says at once. `(agent, clock.boot, seq)` names it for ever."""

    agent: str
    seq: int
    clock: Clock
    blocks: list[Block]
    facts: Facts
    events: list[Event]
    errors: list[ProbeError]
    version: int = VERSION

    @property
    def id(self) -> str:
        """The batch's name, the same at every re-send."""
        return f"{self.agent}/{self.clock.boot}/{self.seq}"

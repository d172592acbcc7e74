"""A collector whose clock the test sets: real parts over a real folder, without its listeners."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select

from agent import wire
from agent.delivery.enrol import read_code
from agent.report import Batch, Clock
from collector.app import Collector
from collector.folder import config
from collector.sources.push.intake import Delivery, Newcomer
from collector.store.state import agents
from collector.store.state.database import reader
from collector.store.state.schema import metadata
from collector.tokens import hashed

NOW = 1_795_600_000
"""2026-11-25, UTC s."""
LOST = 1_230_768_000
"""2009-01-01: what a clock says that has no battery."""
SITE = "mbulu-dc-hq"


class Watched:
    """One collector and its clock: `at` is what it says."""

    def __init__(self, folder: Path, at: int = NOW) -> None:
        self.at = at
        self.folder = folder
        self.collector = self._started()

    def _started(self) -> Collector:
        made = Collector(config.parse({}, self.folder, ""), lambda: float(self.at))
        made.rounds.beat()  # as a start does
        return made

    def power_cut(self, at: int) -> None:
        """It ends without a word, and starts again when its clock says `at`."""
        self._let_go()
        self.at = at
        self.collector = self._started()

    def _let_go(self) -> None:
        self.collector.close()  # what is not by a person leaves no word behind

    def pass_(self, seconds: int) -> None:
        """Time goes by, or the clock is set."""
        self.at += seconds

    def set_to(self, at: int) -> None:
        """The clock is set while it runs."""
        self.at = at

    def minute(self) -> None:
        """What happens each minute."""
        self.collector.rounds.beat()
        self.collector.rounds.look_again()

    def enrol(self, agent: str, **changes: Any) -> None:
        """An agent that may deliver."""
        values = {"id": agent, "secret_hash": hashed("s"), "site": SITE, "hostname": "h"}
        known = {"version": "1", "enrolled": self.at, "code": None, "previous": ""}
        with self.collector.engine.begin() as connection:
            agents.add(connection, {**values, **known, **changes})

    def ask_in(self, code: str, agent: str, host: str) -> None:
        """A machine comes with an enrolment code."""
        who = Newcomer(read_code(code).token, agent, host, "1", "", "")
        asyncio.run(self.collector.intake.enrol(who))

    def send(self, agent: str, seq: int, host: str, chassis: str, wall: int | None = None) -> None:
        """A batch of a machine, whose own clock says `wall` (ours if it is not given)."""
        facts: Any = {"os": {"hostname": host}, "machine": {"chassis": chassis}}
        stamp = Clock(self.at if wall is None else wall, 100_000.0 + seq, "boot")
        self.deliver(Batch(agent, seq, stamp, [], facts, [], []))

    def deliver(self, batch: Batch) -> None:
        """A batch comes in and is applied."""
        body = zlib.compress(wire.encode(batch))
        asyncio.run(self.collector.intake.accept(Delivery(batch, batch.clock, self.at, body)))
        while self.collector.pipeline.catch_up():
            pass

    def rows(self, table: str) -> list[Any]:
        """All rows of a table of the state."""
        with reader(self.collector.engine).connect() as connection:
            return list(connection.execute(select(metadata.tables[table])))

    def verdict(self, rule: str) -> Any:
        """The one verdict there is by a rule."""
        [row] = [row for row in self.rows("verdict") if row.rule == rule]
        return row

    def away(self) -> list[tuple[int, int, bool]]:
        """The absences that were noted."""
        return [(row.since, row.until, row.clean) for row in self.rows("away")]

    def close(self) -> None:
        """The test is over."""
        self._let_go()


@contextmanager
def watched(folder: Path, at: int = NOW) -> Iterator[Watched]:
    """A collector over a folder, and its clock."""
    made = Watched(folder, at)
    try:
        yield made
    finally:
        made.close()

"""A simulated working day: machines that deliver through the real pipeline, minute by minute."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from agent import wire
from agent.report import Batch, Clock, Event
from collector import people
from collector.alerts.post import Post
from collector.folder.config import Settings
from collector.sources.push.intake import Delivery
from collector.steps.inspection import Inspector
from collector.store.state import agents, mails
from collector.store.state.mails import Mail
from collector.store.state.schema import away
from collector.tokens import hashed
from collector.words.text import ZONE
from tests import databases
from tests.standing import REGION, SITE, Parts, parts

MINUTE, EVERY = 60, {"server": 5, "desktop": 15}


def at(clock: str, day: int = 23) -> int:
    """`10:30` of a day of November 2026 (the 23rd is a Monday) in Dar es Salaam, UTC s."""
    hour, minute = map(int, clock.split(":"))
    moment = datetime(2026, 11, 1, hour, minute, tzinfo=ZONE) + timedelta(days=day - 1)
    return int(moment.timestamp())


class Machine:
    """One machine: on or off, delivering at its own minutes."""

    def __init__(self, agent: str, kind: str, phase: int) -> None:
        self.agent, self.kind = agent, kind
        self.phase = phase % EVERY[kind]
        self.on = False
        self.seq = 0

    def batch(self, now: int, event: str = "") -> Batch:
        """What it says now; at first also what it is."""
        self.seq += 1
        facts: dict[str, Any] = {}
        if self.seq == 1:
            system = {"hostname": f"{self.kind}-{self.agent[-2:]}", "family": "linux"}
            facts = {"os": system, "machine": {"chassis": self.kind}}
        events = [Event(float(now), event, {})] if event else []
        return Batch(self.agent, self.seq, Clock(now, float(now), "b"), [], facts, events, [])


class Day:
    """A site's machines and the collector. `dark`: nothing of the site comes through."""

    def __init__(self, inside: Parts, settings: Settings, now: int) -> None:
        self.inside, self.now = inside, now
        self.dark = self.asleep = False
        self.machines: list[Machine] = []
        self._absences: list[tuple[int, int]] = []
        self._inspector = Inspector(inside.rulebook, lambda: self._absences)
        self._post = Post(inside.engine, settings, inside.rulebook, lambda: REGION)

    def add(self, kind: str, count: int = 1, site: str = SITE) -> list[Machine]:
        """Machines that were enrolled long ago, still off."""
        first = len(self.machines)
        made = [Machine(f"{n:032x}", kind, n * 7) for n in range(first, first + count)]
        for machine in made:
            values = {"id": machine.agent, "secret_hash": hashed("s"), "site": site, "code": None}
            known = {"hostname": "h", "version": "1", "enrolled": self.now, "previous": ""}
            with self.inside.engine.begin() as connection:
                agents.add(connection, {**values, **known})
        self.machines += made
        return made

    def switch_on(self, *machines: Machine) -> None:
        """They start, and say so."""
        for machine in machines:
            machine.on = True
            self._deliver(machine, "agent_started")

    def shut_down(self, *machines: Machine) -> None:
        """They stop in order, and say so."""
        for machine in machines:
            self._deliver(machine, "agent_stopped")
            machine.on = False

    def pull(self, *machines: Machine) -> None:
        """They are switched off at the wall."""
        for machine in machines:
            machine.on = False

    def _deliver(self, machine: Machine, event: str = "") -> None:
        batch = machine.batch(self.now, event)
        if not self.dark and not self.asleep:
            delivery = Delivery(batch, batch.clock, self.now, zlib.compress(wire.encode(batch)))
            asyncio.run(self.inside.pipeline.accept(delivery, trusted=True))

    def until(self, clock: str, day: int = 23) -> None:
        """Let time pass."""
        while self.now < at(clock, day):
            self.now += MINUTE
            for machine in self.machines:
                if machine.on and self.now // MINUTE % EVERY[machine.kind] == machine.phase:
                    self._deliver(machine)
            if not self.asleep and self.now // MINUTE % 2 == 0:
                self.inside.catch_up()
                self._inspector.sweep(self.inside.engine, self.now)
                self._post.turn(self.now, trusted=True)

    def jump(self, clock: str, day: int) -> None:
        """The collector works on at another time, as if nothing had happened in between."""
        self.now = at(clock, day) - MINUTE
        self.until(clock, day)

    def away_until(self, clock: str, day: int = 23) -> None:
        """The collector is off for a while."""
        since, self.asleep = self.now, True
        self.until(clock, day)
        self.asleep = False
        self._absences.append((since, self.now))
        with self.inside.engine.begin() as connection:
            values = {"since": since, "until": self.now, "clean": False}
            connection.execute(insert(away).values(**values))

    def mails(self, *kinds: str) -> list[Mail]:
        """What was mailed, the oldest first."""
        with self.inside.engine.begin() as connection:
            found = mails.listed(connection, 1000)
        return [one for one in reversed(found) if one.kind in (kinds or ("alert", "silence"))]


@contextmanager
def day(
    folder: Path, readers: Iterable[tuple[str, str | None]] = (("asha", None),)
) -> Iterator[Day]:
    """A collector, empty, on a Monday at 07:00."""
    with parts(folder) as inside:
        settings = Settings(data=folder, database=databases.state_of(folder))
        for name, org in readers:
            with inside.engine.begin() as connection:
                people.add(
                    connection, None, name=name, role="viewer" if org else "admin", org=org,
                    email=f"{name}@example.go.tz", now=at("07:00"),
                )  # fmt: skip
        yield Day(inside, settings, at("07:00"))

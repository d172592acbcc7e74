"""One simulated PC: an agent's own parts, in the order of `agent.runner`, by a simulated clock."""

from __future__ import annotations

import uuid
from pathlib import Path

from agent import __version__, chance, told
from agent.batcher import Batcher, pack
from agent.delivery.identity import Identity
from agent.delivery.road import Road
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.report import Clock
from agent.runner import FAREWELL, WARM_UP
from agent.schedule import Schedule
from tests.bench.day_facts import Told
from tests.bench.day_machine import COUNTERS, Moving, Recorded
from tests.bench.day_plan import NEVER
from tests.bench.day_wan import OverWan, Wan

_LIMIT = 64 << 20
_LATE = 0.001
"""Seconds by which it wakes late: sums of floats must not make it wake too soon, for ever."""
_BOOTING = 30.0
"""Seconds from the power switch to the agent."""


class Life:
    """One agent from a start to its end. `made` takes the boot and number of each batch."""

    def __init__(
        self,
        number: int,
        who: Identity,
        state: Path,
        wan: Wan,
        recorded: Recorded,
        changed: int,
        made: list[tuple[str, str, int]],
    ) -> None:
        self._who, self._state, self._wan, self._made = who, state, wan, made
        self._boot, self._booted = uuid.uuid4().hex[:8], wan.now() - _BOOTING
        self._spent = self._busy_until = 0.0
        self.facts_bytes = 0
        self._told = told.load(state)
        self._inventory = Told(number, recorded, self.clock(), changed)
        moving = Moving(recorded, number, self._booted)
        self._batcher = Batcher(who.agent, moving, self._inventory, self._told, self.clock)
        self.spool = Spool(state / "spool", _LIMIT, COUNTERS)
        road = Road(who, self._link)
        self._sender = Sender(who, road, self.spool, self.clock, state / "refused")
        self._new = not self._told.known
        self._plan: Schedule | None = None
        self._batcher.event("agent_started", {"version": __version__})
        self._batcher.sample()

    def _link(self, address: str) -> OverWan:
        self._over = OverWan(address, self._wan, lambda: self.clock().wall, self._pass_by)
        return self._over

    def clock(self) -> Clock:
        """Its clocks; while it delivers, what that took is in them."""
        wall = self._wan.now() + self._spent
        return Clock(wall, wall - self._booted, self._boot)

    def _pass_by(self, seconds: float) -> None:
        self._spent += seconds

    def due(self) -> float:
        """When it has something to do (UTC s)."""
        if self._plan is None:
            return self._booted + _BOOTING + WARM_UP
        mono = self.clock().mono
        own = min(mono + self._plan.pause(mono), self._inventory.due())
        return self._booted + min(own, self._courier_due()) + _LATE

    def _courier_due(self) -> float:
        waits = bool(self.spool.names())
        return max(self._sender.not_before, self._busy_until) if waits else NEVER

    def turn(self) -> None:
        """Do what is due now."""
        mono = self.clock().mono
        if self._plan is None:
            self._begin(mono)
        else:
            self._go_on(self._plan, mono)
        if self._courier_due() <= self.clock().mono:
            self._deliver()

    def _begin(self, mono: float) -> None:
        self._look(mono)
        self._batcher.sample()
        self._batch()
        self._plan = Schedule(mono, self._sender.hints, chance.share(), new=self._new)

    def _go_on(self, plan: Schedule, mono: float) -> None:
        plan.obey(self._sender.hints, mono)
        self._look(mono)
        urgent = plan.sample_is_due(mono) and self._batcher.sample()
        if urgent or self._inventory.has_news or plan.batch_is_due(mono):
            self._batch()
            plan.batched(mono)

    def _look(self, mono: float) -> None:
        if self._inventory.due() <= mono:
            self._inventory.read_at(mono, self._told.hashes(self.clock().wall))

    def _batch(self) -> None:
        batch, sections = self._batcher.take(self._sender.hints.sample)
        body = pack(batch, sections)
        self.facts_bytes += len(body) - len(pack(batch)) if sections else 0
        self.spool.put(body, keep=bool(sections or batch.events))
        self._made.append((self._who.agent, self._boot, batch.seq))
        if sections:
            self._told.remember(sections, batch.clock.wall)
            told.save(self._state, self._told)

    def _deliver(self) -> None:
        self._sender.deliver()
        self._busy_until, self._spent = self.clock().mono, 0.0

    def shut_down(self) -> None:
        """In order: it says so, and tries once."""
        self._batcher.event("agent_stopped", {"version": __version__})
        self._batch()
        soon = self.clock().mono + FAREWELL
        if self._sender.not_before <= self.clock().mono and self._busy_until <= soon:
            self._deliver()
        self._sender.close()

    def lose_power(self) -> None:
        """No farewell, to nobody."""
        self._over.lose()

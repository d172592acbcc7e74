"""Behind the agents' door: who may speak, what is kept, and what each agent is told in return."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Engine, select

from collector import cadence, clock, enrolment
from collector.pipeline import Pipeline
from collector.sources.push.intake import Delivery, Newcomer, RefusedError
from collector.store.journal import Journal
from collector.store.state import agents, notes
from collector.store.state.database import reader
from collector.store.state.schema import agent, asset

FRESH = 10.0
"""Seconds an agent's row is believed without asking the state again: a revocation takes so long."""


class Known(NamedTuple):
    """What the hot path needs of an agent, and until when (monotonic s) it is believed."""

    secret_hash: str
    revoked: bool
    want_facts: bool
    kind: str
    until: float


class House:
    """The Intake of `sources.push`, over journal, pipeline and state."""

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        pipeline: Pipeline,
        ca_pem: str,
        wake: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._pipeline = pipeline
        self._ca = ca_pem
        self._wake = wake
        self._known: dict[str, Known] = {}
        self._journal = journal
        self._last_received: int | None = None
        self.read_clock()

    def now(self) -> int:
        """The collector's clock, UTC s."""
        return int(time.time())

    def read_clock(self) -> None:
        """Learn when the journal was last written to, unless a person has said that is wrong."""
        last = self._journal.last(trusted=True)
        with reader(self._engine).connect() as connection:
            wrong = notes.get(connection, notes.TRUSTED) or 0
        self._last_received = last.received if last and last.position > wrong else None

    def distrust(self) -> str | None:
        """Why our own clock cannot be believed; None if it can."""
        return clock.distrust(self.now(), self._last_received)

    def ca_pem(self) -> str:
        """The CA's certificate."""
        return self._ca

    async def enrol(self, newcomer: Newcomer) -> dict[str, Any]:
        """Enrol a machine, and note the try."""
        return await asyncio.to_thread(self._enrol, newcomer)

    def _enrol(self, newcomer: Newcomer) -> dict[str, Any]:
        now = self.now()
        try:
            with self._engine.begin() as connection:
                secret, site = enrolment.admit(connection, newcomer, now)
                enrolment.note(connection, newcomer, site, "enrolled", "", now)
        except RefusedError as refused:
            with self._engine.begin() as connection:
                enrolment.note(connection, newcomer, None, refused.code, refused.message, now)
            raise
        return {
            "secret": secret,
            "site": site,
            "hints": {**cadence.ALWAYS_ON._asdict(), "facts": False},
        }

    async def authenticate(self, agent_id: str, secret: str) -> None:
        """Let an agent in. Raises RefusedError."""
        known = await self._agent(agent_id)
        if known is None or not enrolment.matches(secret, known.secret_hash):
            raise RefusedError(401, "unauthorized", "this agent is not known here; enrol it again")
        if known.revoked:
            raise RefusedError(403, "revoked", "this agent was revoked; ask the ICT officer")

    async def _agent(self, agent_id: str) -> Known | None:
        known = self._known.get(agent_id)
        if known is None or known.until < time.monotonic():
            known = await asyncio.to_thread(self._look_up, agent_id)
            if known is not None:
                self._known[agent_id] = known
        return known

    def _look_up(self, agent_id: str) -> Known | None:
        query = (
            select(agent.c.secret_hash, agent.c.revoked, agent.c.want_facts, asset.c.kind)
            .select_from(agent.outerjoin(asset, agent.c.asset == asset.c.id))
            .where(agent.c.id == agent_id)
        )
        with reader(self._engine).connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        until = time.monotonic() + FRESH
        return Known(row[0], row[1] is not None, row[2], row[3] or "unknown", until)

    async def accept(self, delivery: Delivery) -> dict[str, Any]:
        """Keep a batch; answer only once it is durable."""
        accepted = await self._pipeline.accept(delivery, trusted=self.distrust() is None)
        if accepted.position is not None:
            self._last_received = max(self._last_received or 0, delivery.received)
            self._wake()
        return {
            "accepted": delivery.batch.id,
            "duplicate": accepted.position is None,
            "time": delivery.received,
            "hints": self._hints(delivery.batch.agent),
        }

    def _hints(self, agent_id: str) -> dict[str, Any]:
        known = self._known.get(agent_id)
        wanted = cadence.of(known.kind if known else "unknown")
        return {**wanted._asdict(), "facts": bool(known and known.want_facts)}

    def refused(self, agent_id: str, address: str, status: int, reason: str) -> None:
        """Count what was not accepted, off the hot path."""
        values = {
            "at": self.now(),
            "agent": agent_id or None,
            "address": address,
            "status": status,
            "reason": reason[:500],
        }
        asyncio.get_running_loop().run_in_executor(None, self._note_refusal, values)

    def _note_refusal(self, values: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            agents.note_refusal(connection, values)

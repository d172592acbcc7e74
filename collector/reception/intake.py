"""Behind the agents' door: who may speak, what is kept, and what each agent is told in return."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from agent.delivery.signed import sign
from collector import cadence, clock, tokens
from collector.pipeline import Pipeline
from collector.reception import enrolment
from collector.reception.refusals import Refusals
from collector.reception.roll import Known, Roll, not_ready
from collector.sources.push.intake import Delivery, Newcomer, RefusedError
from collector.store.journal import Journal
from collector.store.state.database import reader
from collector.store.state.reach import is_lost
from collector.store.trust import last_known
from collector.tally import Refusal

_ENROL = "to let it in, enrol it with a new code from the page Add machines"
_AWAY = 600
"""Seconds until an agent should ask a collector that moved again."""
_ENROLLING = 100
"""Machines that may wait to be enrolled; more are asked to come again."""


class Reception:
    """The Intake of `sources.push`, over journal, pipeline and state."""

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        pipeline: Pipeline,
        ca_pem: str,
        wake: Callable[[], None],
        clock: Callable[[], float] = time.time,
        moved_to: str = "",
    ) -> None:
        """`moved_to`: the collector is there now, and nothing is kept here any more."""
        self._engine = engine
        self._pipeline = pipeline
        self._ca = ca_pem
        self._wake = wake
        self._roll = Roll(engine)
        self._refusals = Refusals(engine, self.now)
        self._desk = ThreadPoolExecutor(1, "enrolment")
        self._enrolling = 0
        self._clock = clock
        self._moved_to = moved_to
        self._journal = journal
        self._last_known: int | None = None
        self.read_clock()

    def now(self) -> int:
        """The collector's clock, UTC s."""
        return int(self._clock())

    def read_clock(self) -> None:
        """Learn up to when our clock was right."""
        with reader(self._engine).connect() as connection:
            self._last_known = last_known(self._journal, connection)

    def distrust(self) -> str | None:
        """Why our own clock cannot be believed; None if it can."""
        return clock.distrust(self.now(), self._last_known)

    def own(self) -> clock.Own:
        """Our own clock, as far as it is believed."""
        return clock.Own(self.now() if self.distrust() is None else None, self._last_known or 0)

    def ca_pem(self) -> str:
        """The CA's certificate."""
        return self._ca

    async def enrol(self, newcomer: Newcomer) -> dict[str, Any]:
        """Enrol a machine, and note the try. One at a time, and who waits is bounded."""
        if self._moved_to:
            raise RefusedError(421, "moved", f"{self._moved()}; make a code there")
        if self._enrolling >= _ENROLLING:
            raise RefusedError(503, "busy", "many machines are being enrolled; try again", 30)
        self._enrolling += 1
        try:
            loop = asyncio.get_running_loop()
            secret, site = await loop.run_in_executor(self._desk, self._enrol, newcomer)
        finally:
            self._enrolling -= 1
        self._roll.add(newcomer.agent, Known(tokens.hashed(secret)))
        return {
            "secret": secret,
            "site": site,
            "hints": cadence.ALWAYS_ON._asdict(),
        }

    def _enrol(self, newcomer: Newcomer) -> tuple[str, str]:
        now = self.now()
        try:
            with reader(self._engine).connect() as connection:
                enrolment.good_code(connection, newcomer, now)  # a guess takes no turn
            with self._engine.begin() as connection:
                noted = self.own().told(now)
                secret, site = enrolment.admit(connection, newcomer, now, noted)
                enrolment.note(connection, newcomer, site, "enrolled", "", noted)
        except RefusedError as refused:
            self._note_failure(newcomer, refused, now)
            raise
        except DBAPIError as error:
            if is_lost(error):
                raise not_ready() from None
            raise
        return secret, site

    def _note_failure(self, newcomer: Newcomer, refused: RefusedError, now: int) -> None:
        with reader(self._engine).connect() as connection:
            if not enrolment.is_news(connection, newcomer, refused.code, now):
                return
        with self._engine.begin() as connection:
            enrolment.note(connection, newcomer, None, refused.code, refused.message, now)

    async def authenticate(self, agent_id: str, secret: str) -> None:
        """Let an agent in. Raises RefusedError."""
        known = await self._roll.find(agent_id)
        if known is None or not tokens.matches(secret, known.secret_hash):
            raise RefusedError(401, "unauthorized", f"this agent is not known here; {_ENROL}")
        if known.revoked:
            raise RefusedError(403, "revoked", f"this agent was revoked on the collector; {_ENROL}")

    async def accept(self, delivery: Delivery) -> dict[str, Any]:
        """Keep a batch; answer only once it is durable."""
        if self._moved_to:
            raise self._elsewhere(delivery.batch.agent)
        accepted = await self._pipeline.accept(delivery, trusted=self.distrust() is None)
        if accepted.position is not None:
            self._last_known = max(self._last_known or 0, delivery.received)
            self._wake()
        twice = {"duplicate": True} if accepted.position is None else {}
        return {"hints": self._hints(delivery.batch.agent), **twice}

    def _moved(self) -> str:
        return f"this collector moved to {self._moved_to}"

    def _elsewhere(self, agent_id: str) -> RefusedError:
        """What an agent is told by a collector that moved; see `agent.delivery.road`."""
        known = self._roll.last_known(agent_id)
        signed = sign(known.secret_hash if known else "", agent_id, self._moved_to)
        more = {"moved": {"to": self._moved_to, "sign": signed}}
        return RefusedError(421, "moved", self._moved(), _AWAY, more)

    def _hints(self, agent_id: str) -> dict[str, Any]:
        known = self._roll.last_known(agent_id)
        wanted = cadence.of(known.kind if known else "unknown")
        return {**wanted._asdict(), **({"facts": True} if known and known.want_facts else {})}

    def refused(self, agent_id: str, address: str, why: RefusedError, *, known: bool) -> None:
        """Count what was not accepted, off the hot path."""
        told = Refusal(known, agent_id or None, address, why.status, why.code, why.message[:500])
        self._refusals.count(told)

    def close(self) -> None:
        """Write what was counted. The event loop has ended."""
        self._desk.shutdown()
        self._roll.close()
        self._refusals.close()

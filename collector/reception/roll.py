"""The roll of agents in memory: who may speak. A stranger costs no look into the state."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from collector.sources.push.intake import RefusedError
from collector.store.state.database import reader
from collector.store.state.reach import is_lost
from collector.store.state.schema import agent, asset

_LOG = logging.getLogger(__name__)
FRESH = 10.0
"""Seconds the roll is believed without asking the state again: a revocation takes so long."""
_COLUMNS = (agent.c.id, agent.c.secret_hash, agent.c.revoked, agent.c.want_facts, asset.c.kind)


def not_ready() -> RefusedError:
    """What is told to who comes while the state cannot be asked."""
    said = "the collector cannot read its database just now; try again in a minute"
    return RefusedError(503, "not_ready", said, 60)


class Known(NamedTuple):
    """What the hot path needs of an agent."""

    secret_hash: str
    revoked: bool = False
    want_facts: bool = False
    kind: str = "unknown"


class Roll:
    """All agents, read whole at most every `FRESH` seconds; for one event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: dict[str, Known] = {}
        self._new: dict[str, tuple[Known, float]] = {}
        self._read_at = -math.inf
        self._reading: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "roll")

    def add(self, agent_id: str, known: Known) -> None:
        """One that was enrolled just now; what is being read may not have it yet."""
        self._new[agent_id] = known, time.monotonic()

    def last_known(self, agent_id: str) -> Known | None:
        """What was known of an agent when the roll was read."""
        new = self._new.get(agent_id)
        return new[0] if new else self._known.get(agent_id)

    async def find(self, agent_id: str) -> Known | None:
        """What is known of an agent. Raises RefusedError (503) if nobody is known yet."""
        if time.monotonic() - self._read_at >= FRESH:
            await self._read_once()
        return self.last_known(agent_id)

    async def _read_once(self) -> None:
        """However many wait for it, one reads; who goes away stops nobody else's waiting."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        await asyncio.shield(self._reading)

    async def _read(self) -> None:
        begun = time.monotonic()
        try:
            loop = asyncio.get_running_loop()
            self._known = await loop.run_in_executor(self._thread, self._all)
        except SQLAlchemyError as error:
            self._go_on_without(error)
        else:
            self._new = {one: new for one, new in self._new.items() if new[1] >= begun}
        self._read_at = time.monotonic()

    def _go_on_without(self, error: SQLAlchemyError) -> None:
        """The journal needs no state: who was known before may deliver still."""
        if not is_lost(error):  # that is told once, by `Reach`
            _LOG.error("the roll of agents cannot be read: %s", str(error).partition("\n")[0])
        if not self._known:
            raise not_ready()

    def _all(self) -> dict[str, Known]:
        query = select(*_COLUMNS).select_from(agent.outerjoin(asset, agent.c.asset == asset.c.id))
        with reader(self._engine).connect() as connection:
            return {
                row.id: Known(
                    row.secret_hash, row.revoked is not None, row.want_facts, row.kind or "unknown"
                )
                for row in connection.execute(query)
            }

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown()

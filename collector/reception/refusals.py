"""Refusals on their way into the state: counted at the door, written together now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from collector.store.state import refusals
from collector.store.state.reach import is_lost
from collector.store.state.turns import TurnError
from collector.tally import Refusal, Tally

_LOG = logging.getLogger(__name__)
WRITE_EVERY = 2.0
"""Seconds between two writings at most: a flood of strangers costs one transaction in that time."""


class Refusals:
    """Counts for one event loop, and a thread of its own that writes."""

    def __init__(self, engine: Engine, now: Callable[[], int]) -> None:
        self._engine = engine
        self._now = now
        self._tally = Tally()
        self._planned = False
        self._thread = ThreadPoolExecutor(1, "refusals")

    def count(self, one: Refusal) -> None:
        """One more; it is written soon."""
        self._tally.count(one)
        if not self._planned:
            self._planned = True
            asyncio.get_running_loop().call_later(WRITE_EVERY, self._send)

    def _send(self) -> None:
        self._planned = False
        self._thread.submit(self._write, self._tally.take())

    def _write(self, taken: list[tuple[Refusal, int]]) -> None:
        now = self._now()
        try:
            with self._engine.begin() as connection:
                for one, times in taken:
                    refusals.note(connection, one, times, now)
        except (SQLAlchemyError, TurnError) as error:
            if not is_lost(error):  # that is told once, by `Reach`
                _LOG.error("refusals could not be written: %s", str(error).partition("\n")[0])

    def close(self) -> None:
        """Write what is left. The event loop has ended."""
        self._thread.shutdown()
        if self._tally:
            self._write(self._tally.take())

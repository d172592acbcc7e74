"""Batches that are coming in: so many of each agent at a time, for each takes memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from collector.sources.push.intake import RefusedError

MOST = 8
"""Batches of one agent at a time. It sends one; those of links that broke are still waited for."""


class UnderWay:
    """Who is delivering how many, for one event loop."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    @contextmanager
    def one_of(self, agent: str) -> Iterator[None]:
        """While a batch of this agent comes in. Raises RefusedError (429)."""
        if self._counts[agent] >= MOST:
            raise RefusedError(429, "busy", f"{MOST} batches of this agent are coming in", 60)
        self._counts[agent] += 1
        try:
            yield
        finally:
            self._counts[agent] -= 1
            if not self._counts[agent]:
                del self._counts[agent]

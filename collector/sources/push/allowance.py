"""How much an agent may deliver: what a machine has to tell, and a week of it at once. Pure.

Each agent has a share that fills slowly and that a batch takes from. A machine that was cut off
delivers what it kept without waiting; one that never ends waits for its share, and everybody
else's batches are applied meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from collector.sources.push.intake import RefusedError

FULL = 3_000
"""What may be taken at once: more than a week of a server's batches, one each five minutes."""
A_SECOND = 0.2
"""What comes back each second: a batch each 5 s, sixty times what a server sends."""
BYTES = 64 << 10
"""Bytes unpacked of a batch that take as much as the batch itself."""
_KEPT = 10_000
"""Agents that are remembered; beyond it those that took longest ago begin anew."""


class Allowance:
    """What is left of each agent's share, for one event loop. `clock`: s, only ever forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}  # agent -> left, when; longest ago first

    def take(self, agent: str, size: int) -> None:
        """Take for a batch of so many bytes. Raises RefusedError (429) where too little is left."""
        now, cost = self._clock(), 1 + size / BYTES
        left, then = self._left.pop(agent, (FULL, now))
        left = min(FULL, left + (now - then) * A_SECOND)
        if left >= cost:
            self._keep(agent, left - cost, now)
            return
        self._keep(agent, left, now)
        wait = int((cost - left) / A_SECOND) + 1
        raise RefusedError(429, "too_much", "this agent tells more than a machine has to", wait)

    def _keep(self, agent: str, left: float, now: float) -> None:
        self._left[agent] = left, now
        if len(self._left) > _KEPT:
            del self._left[next(iter(self._left))]

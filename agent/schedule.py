"""When to sample and when to make a batch, by monotonic seconds. Pure: a clock that jumps moves
nothing, and what time it is, is an argument.

A machine that is new to its collector makes a batch with every sample for a while, for somebody
looks at its page. From then on batches are spread: a site's machines are switched on together.
"""

from __future__ import annotations

from agent.delivery.sender import Hints

NEW = 900.0
"""Seconds for which a new machine makes a batch with every sample."""


class Schedule:
    """The next sample and the next batch. `spread` (0 to 1) is this machine's own place."""

    def __init__(self, now: float, hints: Hints, spread: float, *, new: bool) -> None:
        self._hints = hints
        self._spread = spread
        self._new_until = now + (NEW if new else 0.0)
        self._sample = now + hints.sample
        self._batch = self._sample
        self._spread_once = False

    def obey(self, hints: Hints, now: float) -> None:
        """Take the collector's cadence; a shorter one holds at once."""
        self._hints = hints
        self._sample = min(self._sample, now + hints.sample)
        self._batch = min(self._batch, now + hints.batch)

    def sample_is_due(self, now: float) -> bool:
        """Whether to sample; then it counts as done."""
        if now < self._sample:
            return False
        step = self._hints.sample
        late = now - self._sample
        self._sample = self._sample + step if late < step else now + step  # it slept
        return True

    def batch_is_due(self, now: float) -> bool:
        """Whether to make a batch."""
        return now >= self._batch

    def batched(self, now: float) -> None:
        """A batch was made."""
        if now < self._new_until:
            self._batch = self._sample
        elif self._spread_once:
            self._batch = now + self._hints.batch
        else:
            self._batch = now + self._hints.batch * (0.5 + self._spread / 2)
            self._spread_once = True

    def pause(self, now: float) -> float:
        """Seconds until there is something to do."""
        return max(0.0, min(self._sample, self._batch) - now)

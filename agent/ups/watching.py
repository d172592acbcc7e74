"""Looks at the UPS between two samples: its battery may be empty before the next.

upsd tells nothing by itself, so it is asked: a few lines on the loopback address.
"""

from __future__ import annotations

from collections.abc import Callable

from agent.nothing import Nothing
from agent.ups import nut

EVERY = 15.0
"""Seconds between two looks."""
SELDOM = 900.0
"""Seconds between two looks where nobody tells of a UPS: one may have been put there since."""

Statuses = dict[str, str]


def statuses() -> Statuses:
    """Each UPS with its status; none where nobody tells."""
    try:
        return {name: told.get("ups.status", "") for name, told in nut.upses().items()}
    except (Nothing, OSError):
        return {}


class Watch:
    """Looks when it is time to. `clock` is monotonic, s."""

    def __init__(self, clock: Callable[[], float], look: Callable[[], Statuses] = statuses) -> None:
        self._clock, self._look = clock, look
        self._before: Statuses = {}
        self._due = clock()

    def pause(self) -> float:
        """Seconds until the next look."""
        return max(0.0, self._due - self._clock())

    def changed(self) -> bool:
        """Whether a UPS that was known says something else; it is asked where it is time to."""
        if self.pause() > 0:
            return False
        before, now = self._before, self._look()
        self._due = self._clock() + (EVERY if now else SELDOM)
        self._before = now or before
        return any(before.get(name, status) != status for name, status in now.items())

"""When all facts are told again: the collector asks for them, or some were lost. Pure."""

from __future__ import annotations

ASKED = 120.0
"""Seconds in which the collector's wish is the same wish: its answers lag."""
LOST = 3600.0
"""Seconds before what was lost again is told again: a batch may be refused for its facts."""


class Wishes:
    """Heeds each once."""

    def __init__(self) -> None:
        self._asked, self._lost = -ASKED, -LOST

    def heed(self, now: float, *, asked: bool, lost: bool) -> bool:
        """Whether it is time to, now (monotonic s)."""
        if asked and now - self._asked >= ASKED:
            self._asked = now
            return True
        if lost and now - self._lost >= LOST:
            self._lost = now
            return True
        return False

"""Which stretch of time the charts of an asset show. Pure."""

from __future__ import annotations

from typing import NamedTuple

HOURS = (1, 6, 24, 72, 168, 336)
"""How far back a reader can look."""
USUAL = 24
"""How far back a page looks by itself; less for a machine that is new."""
NARROWEST = 900
"""Seconds of a window at least: two points alone must not fill it."""


class Window(NamedTuple):
    """From when to when (UTC s), and how many hours the reader asked for.

    `late`: seconds that the newest sample may be old before its lack is a hole. `first`: when a new
    asset's first sample was taken, with which the window begins: nothing is known from before.
    """

    since: int
    until: int
    hours: int
    late: float = 0.0
    first: float | None = None

    @property
    def span(self) -> int:
        """Its length, s."""
        return self.until - self.since

    def place(self, moment: float) -> float:
        """Where a moment stands in it, 0 to 1."""
        return (moment - self.since) / self.span

    def from_first(self, first: float | None, born: float) -> Window:
        """The window of an asset known since `born`, whose first sample in it is `first`."""
        if first is None or born <= self.since:
            return self
        since = min(int(first), self.until - NARROWEST)
        return self._replace(since=max(self.since, since), first=first)


def hours_for(age: float) -> int:
    """How many hours to look back at a machine that has been known for so long (s)."""
    return next((h for h in HOURS if age <= h * 3600 and h <= USUAL), USUAL)


def back(hours: int, now: int, late: float = 0.0) -> Window:
    """So many hours back from now."""
    return Window(now - hours * 3600, now, hours, late)

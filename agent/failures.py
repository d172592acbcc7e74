"""Which probes failed, and what of it is to be told: the same failure once an hour."""

from __future__ import annotations

from agent.report import Clock, ProbeError

AGAIN = 3600.0
"""Seconds until a probe's same failure is told again."""
_LONGEST = 500


class Failures:
    """The failures of some probes, with when each was told. Pure."""

    def __init__(self) -> None:
        self._failed: dict[str, tuple[str, float]] = {}
        self._errors: list[ProbeError] = []

    @property
    def now(self) -> dict[str, str]:
        """The probes that failed at their last reading, and why."""
        return {name: message for name, (message, _) in self._failed.items()}

    def note(self, name: str, said: str, clock: Clock) -> None:
        """A probe failed."""
        message = said[:_LONGEST]
        before, told = self._failed.get(name, ("", 0.0))
        if message != before or clock.mono - told >= AGAIN:
            self._errors.append(ProbeError(clock.wall, name, message))
            told = clock.mono
        self._failed[name] = (message, told)

    def over(self, name: str) -> None:
        """A probe works."""
        self._failed.pop(name, None)

    def take(self) -> list[ProbeError]:
        """What is to be told since the last call."""
        told, self._errors = self._errors, []
        return told

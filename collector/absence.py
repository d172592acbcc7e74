"""An absence of the collector itself. Pure data."""

from __future__ import annotations

from typing import NamedTuple

_BRIEF = 120
"""Seconds."""


class Away(NamedTuple):
    """One absence, UTC s. `clean`: stopped by a person, not by a fault or a power cut."""

    since: int
    until: int
    clean: bool

    @property
    def brief(self) -> bool:
        """Whether it is so short that minutes alone would tell it as if it had no length."""
        return self.until - self.since < _BRIEF

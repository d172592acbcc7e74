"""How much of what there should be reports. Pure; never a false 100 %."""

from __future__ import annotations

from typing import NamedTuple


class Coverage(NamedTuple):
    """Machines that report, and how many there should be (None: nobody knows)."""

    reporting: int
    expected: int | None

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down, so that 100 means all; None if it is not known."""
        if not self.expected:
            return None
        return min(100, 100 * self.reporting // self.expected)

    @property
    def over(self) -> bool:
        """Whether more report than there should be: then somebody has counted wrong."""
        return self.expected is not None and self.reporting > self.expected

"""What one who sets the clock says of it."""

from __future__ import annotations

from typing import NamedTuple

from agent.report import Row

DAY = 86_400


class Clock(NamedTuple):
    """`synchronised`: the clock is set by it now; `at`: when it last was, UTC s; `offset`: s by
    which the clock is behind. None where it does not tell."""

    source: str
    server: str
    synchronised: bool
    at: int | None = None
    offset: float | None = None

    def row(self) -> Row:
        """As facts. They are to change when something does: while the clock is set, the moment is
        told to the day, and the offset to a tenth of a second."""
        found: Row = {"source": self.source, "synchronised": self.synchronised}
        if self.server:
            found["server"] = self.server
        if self.at:
            found["synchronised_at"] = self.at - self.at % DAY if self.synchronised else self.at
        if self.offset is not None:
            found["offset"] = round(self.offset, 1) + 0.0
        return found

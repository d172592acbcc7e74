"""What the collector itself knows of an asset at the moment of judging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Sampled(NamedTuple):
    """The newest rows of one measurement: when (UTC s), and tags and fields of each."""

    at: int
    rows: list[dict[str, Any]]


class Context(NamedTuple):
    """`now`, `last_seen`, and the collector's own absences (from, until) `away`, in UTC s.

    `clock_offset` (s) is how far the asset's clock was behind; `lifecycle` the tables of support.
    """

    now: int
    last_seen: int
    away: Sequence[tuple[int, int]]
    clock_offset: float | None
    samples: Mapping[str, Sampled]
    lifecycle: Mapping[str, Any]

    def fresh(self, measurement: str, seconds: int) -> list[dict[str, Any]] | None:
        """The newest rows of a measurement, unless they are older than so many seconds."""
        sampled = self.samples.get(measurement)
        if sampled is None or self.now - sampled.at > seconds:
            return None
        return sampled.rows

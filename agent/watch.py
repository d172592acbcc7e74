"""What cannot wait for the next batch: seen by comparing one sample with the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from agent.grid import Moment
from agent.report import Clock, Row

JUMP = 60.0
"""Seconds between the wall and the monotonic clock that make a jump."""

Urgent = tuple[str, Row]
"""An event's kind and detail."""


def news(before: Moment, after: Moment) -> Iterator[Urgent]:
    """A file system that turned read-only: the kernel does that when its disk fails."""
    modes = _modes(before)
    for path, (mode, device) in _modes(after).items():
        if mode == "ro" and modes.get(path, ("ro", ""))[0] == "rw":
            yield "filesystem_read_only", {"path": path, "device": device}


def _modes(moment: Moment) -> dict[str, tuple[str, str]]:
    return {
        reading.tags.get("path", ""): (reading.tags.get("mode", ""), reading.tags.get("device", ""))
        for reading in moment.readings
        if reading.measurement == "disk"
    }


def clock_news(before: Clock, after: Clock) -> Iterator[Urgent]:
    """A wall clock that was set: times before it may be wrong."""
    jump = (after.wall - before.wall) - (after.mono - before.mono)
    if abs(jump) > JUMP:
        yield "clock_jumped", {"seconds": round(jump)}

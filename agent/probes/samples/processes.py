"""How many processes are in which state, as Telegraf's `processes` counts them. Not on Windows.

Source: Linux proc(5), the third field of /proc/PID/stat.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.probe import SAMPLE, Host, Nothing, Sample

EVERY = SAMPLE
FIELDS = {
    "blocked": Field("1", "waiting for a disk, beyond reach of signals", int),
    "running": Field("1", "running or ready to", int),
    "sleeping": Field("1", "waiting for something", int),
    "stopped": Field("1", "halted by a signal or a debugger", int),
    "zombies": Field("1", "ended, not yet collected by their parents", int),
    "dead": Field("1", "about to vanish", int),
    "idle": Field("1", "idle kernel threads", int),
    "paging": Field("1", "paging", int),
    "parked": Field("1", "parked kernel threads", int),
    "unknown": Field("1", "in a state this list does not know", int),
    "total": Field("1", "all processes", int),
    "total_threads": Field("1", "all their threads", int),
}
_STATES = {
    "D": "blocked",
    "U": "blocked",
    "L": "blocked",
    "R": "running",
    "S": "sleeping",
    "T": "stopped",
    "t": "stopped",
    "Z": "zombies",
    "X": "dead",
    "I": "idle",
    "W": "paging",
    "P": "parked",
}


def read(host: Host) -> Iterator[Sample]:
    """One row."""
    proc = host.path("/proc")
    if not host.has("/proc/stat"):
        raise Nothing
    row = dict.fromkeys(FIELDS, 0)
    for folder in proc.iterdir():
        if folder.name.isdigit():
            _count(folder, row)
    yield {}, {**row}


def _count(folder: Path, row: dict[str, int]) -> None:
    try:
        stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return
    fields = stat.rpartition(")")[2].split()  # a name may hold spaces and brackets
    row[_STATES.get(fields[0], "unknown")] += 1
    row["total"] += 1
    row["total_threads"] += int(fields[17])

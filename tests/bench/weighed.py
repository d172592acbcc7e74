"""What a process and its children cost: memory, processor time, bytes written. Source: proc(5)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class Weight(NamedTuple):
    """Resident memory (B) now and at its peak, processor seconds, bytes written to disks.

    Children that were waited for are in it; those that live are their own.
    """

    resident: int
    peak: int
    seconds: float
    written: int


def weigh(process: int) -> Weight:
    """A process as it is now."""
    status = _table(Path(f"/proc/{process}/status"))
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(int(fields[at]) for at in (11, 12, 13, 14))
    io = _table(Path(f"/proc/{process}/io"))
    return Weight(
        1024 * int(status["VmRSS"].split()[0]),
        1024 * int(status["VmHWM"].split()[0]),
        ticks / _TICKS,
        int(io["write_bytes"]) - int(io["cancelled_write_bytes"]),
    )


def child_of(process: int, name: str) -> int:
    """The process of a name among it and what it started (`ip netns exec`, a shell).

    Raises LookupError.
    """
    if Path(f"/proc/{process}/comm").read_text().strip() == name:
        return process
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    for child in children:
        try:
            return child_of(int(child), name)
        except LookupError:
            continue
    raise LookupError(name)


def _table(file: Path) -> dict[str, str]:
    rows = (row.partition(":") for row in file.read_text().splitlines())
    return {key: value.strip() for key, _, value in rows}

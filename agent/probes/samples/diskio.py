"""What the disks read and wrote, as Telegraf's `diskio` counts it. Whole disks, no partitions.

Source: the kernel's Documentation/admin-guide/iostats.rst (/proc/diskstats); elsewhere psutil.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.linux.blocks import SECTOR
from agent.probe import SAMPLE, Host, Nothing, Sample
from agent.report import Row

EVERY = SAMPLE
TAGS = ("name",)
FIELDS = {
    "reads": Field("1", "reads since boot", int, counter=True),
    "writes": Field("1", "writes since boot", int, counter=True),
    "read_bytes": Field("B", "bytes read since boot", int, counter=True),
    "write_bytes": Field("B", "bytes written since boot", int, counter=True),
    "read_time": Field("ms", "time spent reading since boot", int, counter=True),
    "write_time": Field("ms", "time spent writing since boot", int, counter=True),
    "io_time": Field("ms", "time with work under way since boot (Linux)", int, counter=True),
    "weighted_io_time": Field(
        "ms", "the same, times the work under way, since boot (Linux)", int, counter=True
    ),
    "iops_in_progress": Field("1", "reads and writes under way (Linux)", int),
    "merged_reads": Field("1", "reads joined to others since boot (Linux)", int, counter=True),
    "merged_writes": Field("1", "writes joined to others since boot (Linux)", int, counter=True),
    "io_util": Field("%", "time with work under way since the last reading (Linux)"),
    "io_await": Field("ms", "mean time of a read or write since the last reading (Linux)"),
    "io_svctm": Field("ms", "mean time with work for each, since the last reading (Linux)"),
}
_COLUMNS = {
    "reads": 3,
    "merged_reads": 4,
    "read_bytes": 5,
    "read_time": 6,
    "writes": 7,
    "merged_writes": 8,
    "write_bytes": 9,
    "write_time": 10,
    "iops_in_progress": 11,
    "io_time": 12,
    "weighted_io_time": 13,
}
_PART = re.compile(
    r"((?:s|h|v|xv)d[a-z]+\d+|(?:nvme\d+n\d+|mmcblk\d+)p\d+|(?:loop|ram|sr|fd|zram)\d+)$"
)


def read(host: Host) -> Iterator[Sample]:
    """A row for each whole disk. Raises Nothing where nobody counts (containers, diskperf -n)."""
    file = host.path("/proc/diskstats")
    disks = _linux(file) if host.has("/proc/diskstats") else _elsewhere()
    if not disks:
        raise Nothing
    now, before = time.monotonic(), host.kept.get("before", {})
    since = now - host.kept.get("at", now)
    host.kept.update(at=now, before=disks)
    for name, counted in disks.items():
        rates = _rates(before[name], counted, since) if name in before else {}
        yield {"name": name}, {**counted, **rates}


def _linux(file: Path) -> dict[str, dict[str, int]]:
    rows = (row.split() for row in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return {row[2]: _counted(row) for row in rows if len(row) >= 14 and not _PART.match(row[2])}


def _counted(row: list[str]) -> dict[str, int]:
    found = {field: int(row[column]) for field, column in _COLUMNS.items()}
    found["read_bytes"] *= SECTOR
    found["write_bytes"] *= SECTOR
    return found


def _rates(before: dict[str, int], now: dict[str, int], seconds: float) -> Row:
    """What went on between two readings; nothing where a counter ran back or no time went by."""
    spent = {name: now[name] - before.get(name, 0) for name in now}
    if seconds <= 0 or "io_time" not in now or min(spent[name] for name in _RISING) < 0:
        return {}
    found: Row = {"io_util": min(100.0, spent["io_time"] / seconds / 10)}
    if done := spent["reads"] + spent["writes"]:
        found["io_await"] = (spent["read_time"] + spent["write_time"]) / done
        found["io_svctm"] = spent["io_time"] / done
    return found


_RISING = ("reads", "writes", "read_time", "write_time", "io_time")
_NAMES = {"read_count": "reads", "write_count": "writes"}


def _elsewhere() -> dict[str, dict[str, int]]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    disks = psutil.disk_io_counters(perdisk=True, nowrap=True) or {}
    return {
        name: {_NAMES.get(k, k): int(v) for k, v in counters._asdict().items()}
        for name, counters in disks.items()
    }

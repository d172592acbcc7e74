"""What the disks read and wrote, as Telegraf's `diskio` counts it. Whole disks, no partitions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psutil

from agent.field import Field
from agent.probe import SAMPLE, Host, Nothing, Sample

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
    "merged_reads": Field("1", "reads joined to others since boot (Linux)", int, counter=True),
    "merged_writes": Field("1", "writes joined to others since boot (Linux)", int, counter=True),
}
_NAMES = {
    "reads": "read_count",
    "writes": "write_count",
    "io_time": "busy_time",
    "merged_reads": "read_merged_count",
    "merged_writes": "write_merged_count",
}
_PART = re.compile(
    r"((?:s|h|v|xv)d[a-z]+\d+|(?:nvme\d+n\d+|mmcblk\d+)p\d+|(?:loop|ram|sr|fd|zram)\d+)$"
)


def read(host: Host) -> Iterator[Sample]:  # noqa: ARG001 (psutil asks this machine)
    """A row for each whole disk."""
    disks = psutil.disk_io_counters(perdisk=True, nowrap=True)
    if not disks:  # Windows without counters (diskperf -n), and containers
        raise Nothing
    for name, counters in disks.items():
        if not _PART.match(name):
            yield (
                {"name": name},
                {
                    field: int(value)
                    for field in FIELDS
                    if (value := getattr(counters, _NAMES.get(field, field), None)) is not None
                },
            )

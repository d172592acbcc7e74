"""What a PC with Windows samples of all that is sampled: nine of ten of a site's. Pure.

A test holds the names to what the probes tell on a Windows Python; Wine has no counters of disks
and page file, whose names are psutil's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.grid import Reading

FIELDS = {
    "cpu": {"usage_user", "usage_system", "usage_idle", "usage_irq", "usage_softirq"},
    "disk": {"total", "free", "used", "used_percent"},
    "diskio": {"reads", "writes", "read_bytes", "write_bytes", "read_time", "write_time"},
    "mem": {"total", "available", "used", "used_percent", "available_percent"},
    "net": {
        *("bytes_sent", "bytes_recv", "packets_sent", "packets_recv", "speed"),
        *("err_in", "err_out", "drop_in", "drop_out"),
    },
    "swap": {"total", "used", "free", "used_percent", "in", "out"},
    "system": {"uptime", "n_users", "n_unique_users", "n_cpus", "n_physical_cpus"},
}
"""Measurement -> its fields there; what is missing is not sampled there."""
_TAGS = {
    "disk": {"path": "C:\\", "device": "C:", "fstype": "NTFS", "mode": "rw"},
    "diskio": {"name": "PhysicalDrive0"},
    "net": {"interface": "Ethernet"},
}


def of_windows(number: int) -> bool:
    """Whether the PC of this number has Windows."""
    return number % 10 != 0


def as_windows(readings: Iterable[Reading]) -> Iterator[Reading]:
    """These of a Linux as its neighbour with Windows tells them."""
    for measurement, tags, values in readings:
        if fields := FIELDS.get(measurement):
            told = {name: value for name, value in values.items() if name in fields}
            yield Reading(measurement, _TAGS.get(measurement, tags), told)

"""The file systems that are mounted, without networks' and the system's own."""

from __future__ import annotations

import psutil

from agent.field import Field, Rows
from agent.probe import HOUR, Host
from agent.probes.disk import local
from agent.report import Row

EVERY = HOUR
FACTS = Rows(
    {
        "path": Field("1", "where it is mounted", str),
        "device": Field("1", "what it is on", str),
        "type": Field("1", "its kind, ext4, ntfs …", str),
        "total": Field("B", "its size", int),
        "read_only": Field("1", "mounted for reading alone", bool),
    },
    key="path",
    help="file systems",
)


def read(host: Host) -> list[Row]:  # noqa: ARG001 (psutil asks this machine)
    """A row for each file system."""
    rows: list[Row] = []
    for device, path, fstype, options in local():
        row: Row = {"path": path, "device": device, "type": fstype}
        row["read_only"] = "ro" in options.split(",")
        try:
            row["total"] = psutil.disk_usage(path).total
        except OSError:  # an empty card reader
            continue
        rows.append(row)
    return rows

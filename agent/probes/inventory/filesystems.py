"""The file systems that are mounted, without networks' and the system's own."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR, Host
from agent.probes.volumes import local, usage
from agent.report import Row

EVERY = HOUR
FACTS = Rows(
    {
        "path": Field("1", "where it is mounted", str),
        "device": Field("1", "what it is on", str),
        "type": Field("1", "its kind, ext4, ntfs …", str),
        "total": Field("B", "its size", int),
        "read_only": Field("1", "can be read alone", bool),
    },
    key="path",
    help="file systems",
)


def read(host: Host) -> list[Row]:
    """A row for each file system."""
    rows: list[Row] = []
    for volume in local(host):
        row: Row = {"path": volume.path, "device": volume.device, "type": volume.fstype}
        try:
            row["total"] = usage(volume.path).total
        except OSError:  # an empty card reader
            continue
        rows.append({**row, "read_only": volume.read_only})
    return rows

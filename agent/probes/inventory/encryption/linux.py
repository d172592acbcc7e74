"""Whether what is on the disks can be read by who takes them out."""

from __future__ import annotations

from typing import Any

from agent.linux import blocks, crypt
from agent.linux.files import line
from agent.linux.mounts import Mount, on_disks
from agent.probe import Host, Nothing
from agent.probes import volumes
from agent.report import Row

_OF_FILES = "loop"
"""Disks that are a file: it is told of the file system that the file lies on."""


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing where no file system lies on a disk that can be seen."""
    local = {volume.path for volume in volumes.local(host)}
    mounted = [m for m in on_disks(host) if m.path in local and not _passing(host, m)]
    rows = [row for mount in mounted if (row := _volume(host, mount))]
    if not rows:
        raise Nothing
    system = next((row["encrypted"] for row in rows if row["path"] == "/"), None)
    return {"volumes": rows, **({} if system is None else {"system": system})}


def _passing(host: Host, mount: Mount) -> bool:
    """On what can be taken out while running, or in a file."""
    disks = list(blocks.beneath(blocks.of_mount(host, mount)))
    return any(name.startswith(_OF_FILES) or _removable(host, name) for name in disks)


def _removable(host: Host, disk: str) -> bool:
    return line(host.path("/sys/class/block") / disk / "removable") == "1"


def _volume(host: Host, mount: Mount) -> Row | None:
    """A row; None where it cannot be told. Encrypted is what has no way down that is not."""
    found = crypt.methods(host, mount)
    if not found:
        return None
    row: Row = {"path": mount.path, "encrypted": "" not in found}
    return {**row, "method": ", ".join(sorted(found))} if row["encrypted"] else row

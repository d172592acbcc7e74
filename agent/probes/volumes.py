"""The file systems on this machine's own disks: the same shape on every system.

A network one may hang for minutes and is judged where it lives.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from agent.linux import mounts
from agent.probe import Host, Nothing

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs", "afs"}
_IGNORED = {"tmpfs", "devtmpfs", "devfs", "iso9660", "overlay", "aufs", "squashfs", "cdfs", "udf"}


class Volume(NamedTuple):
    """One file system: its device without /dev/, where it is mounted, its kind."""

    device: str
    path: str
    fstype: str
    read_only: bool


class Usage(NamedTuple):
    """How full a file system is, B. `free` is what users can still write."""

    total: int
    free: int
    used: int


def usage(path: str) -> Usage:
    """How full the file system at a path is. Raises OSError."""
    if sys.platform == "win32":
        import shutil

        total, used, free = shutil.disk_usage(path)
        return Usage(total, free, used)
    told = os.statvfs(path)
    unit = told.f_frsize
    return Usage(told.f_blocks * unit, told.f_bavail * unit, (told.f_blocks - told.f_bfree) * unit)


def local(host: Host) -> list[Volume]:
    """Each file system once, however often it is mounted. Raises Nothing where there is none."""
    linux = host.has("/proc/self/mountinfo")
    found = _linux(host) if linux else _elsewhere()
    volumes = [v for v in found if v.fstype.lower() not in _IGNORED | _NETWORK]
    if not volumes:
        raise Nothing
    return volumes


def _linux(host: Host) -> Iterator[Volume]:
    for mount in mounts.on_disks(host):
        device = mounts.device(host, mount)
        yield Volume(device, mount.path, mount.fstype, mount.read_only)


def _elsewhere() -> Iterator[Volume]:
    """Windows: fixed and removable drives; an empty reader has no kind of file system."""
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    for part in psutil.disk_partitions(all=False):
        if part.fstype:
            device = part.device.rstrip("\\")
            yield Volume(device, part.mountpoint, part.fstype, "ro" in part.opts.split(","))

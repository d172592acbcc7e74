"""How full the file systems are, as Telegraf's `disk` counts it.

Local file systems alone: a network one may hang for minutes and is judged where it lives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import psutil

from agent.field import Field
from agent.probe import SAMPLE, Host, Nothing, Sample
from agent.report import Row

EVERY = SAMPLE
TAGS = ("path", "device", "fstype", "mode")
FIELDS = {
    "total": Field("B", "size of the file system", int),
    "free": Field("B", "what users can still write", int),
    "used": Field("B", "in use", int),
    "used_percent": Field("%", "used of used and free"),
    "inodes_total": Field("1", "files there can be (Linux)", int),
    "inodes_free": Field("1", "files there can still be (Linux)", int),
    "inodes_used": Field("1", "files there are (Linux)", int),
    "inodes_used_percent": Field("%", "used of all inodes (Linux)"),
}
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "ceph", "glusterfs", "afs"}
IGNORED = {"tmpfs", "devtmpfs", "devfs", "iso9660", "overlay", "aufs", "squashfs", "cdfs", "udf"}


def read(host: Host) -> Iterator[Sample]:  # noqa: ARG001 (psutil asks this machine)
    """A row for each file system; one that cannot be read is left out."""
    for device, path, fstype, options in local():
        try:
            usage = psutil.disk_usage(path)
        except OSError:  # an empty card reader, a locked BitLocker drive
            continue
        mode = "ro" if "ro" in options.split(",") else "rw"
        tags = {"path": path, "device": device, "fstype": fstype, "mode": mode}
        space: Row = {"total": usage.total, "free": usage.free, "used": usage.used}
        filled = usage.used + usage.free
        space["used_percent"] = 100 * usage.used / filled if filled else 0.0
        yield tags, {**space, **_inodes(path)}


def local() -> list[tuple[str, str, str, str]]:
    """(device, path, type, options) of each local file system, a device once (bind mounts)."""
    found: dict[str, tuple[str, str, str, str]] = {}
    for part in psutil.disk_partitions(all=False):
        device = part.device.removeprefix("/dev/").rstrip("\\")
        if part.fstype and part.fstype.lower() not in IGNORED | NETWORK and device not in found:
            found[device] = (device, part.mountpoint, part.fstype, part.opts)
    if not found:
        raise Nothing
    return list(found.values())


def _inodes(path: str) -> Row:
    if not hasattr(os, "statvfs"):
        return {}
    stat = os.statvfs(path)
    if not stat.f_files:  # btrfs and FAT count none
        return {}
    used = stat.f_files - stat.f_ffree
    return {
        "inodes_total": stat.f_files,
        "inodes_free": stat.f_ffree,
        "inodes_used": used,
        "inodes_used_percent": 100 * used / stat.f_files,
    }

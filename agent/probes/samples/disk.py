"""How full the file systems are, as Telegraf's `disk` counts it. Local file systems alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from agent.field import Field
from agent.probe import SAMPLE, Host, Sample
from agent.probes.volumes import local, usage
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


def read(host: Host) -> Iterator[Sample]:
    """A row for each file system; one that cannot be read is left out."""
    for volume in local(host):
        try:
            space = usage(volume.path)
        except OSError:  # an empty card reader, a locked BitLocker drive
            continue
        tags = {
            "path": volume.path,
            "device": volume.device,
            "fstype": volume.fstype,
            "mode": "ro" if volume.read_only else "rw",
        }
        filled = space.used + space.free
        percent = 100 * space.used / filled if filled else 0.0
        yield tags, {**space._asdict(), "used_percent": percent, **_inodes(volume.path)}


def _inodes(path: str) -> Row:
    if sys.platform == "win32":
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

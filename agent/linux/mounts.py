"""What is mounted, by the kernel's own list. Source: proc(5), /proc/PID/mountinfo.

Whether a file system is read-only is told by its superblock, in the last column. The options of
the mount, in the sixth, say how *this process* may use it: a service that systemd shuts in
(ProtectSystem=strict) sees every file system mounted read-only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from agent.linux import files
from agent.probe import Host

_ESCAPED = re.compile(r"\\([0-7]{3})")
_READ_ONLY = {"ro", "emergency_ro"}
"""`emergency_ro` is what ext4 says since Linux 6.12 when an error made it stop writing."""


class Mount(NamedTuple):
    """One mounted file system. `number` is its device's, major:minor; `root` what of it is seen."""

    number: str
    root: str
    path: str
    fstype: str
    source: str
    read_only: bool


def mounts(host: Host) -> list[Mount]:
    """All of them, in the order they were mounted. Raises OSError."""
    text = host.path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    return [mount for row in text.splitlines() if (mount := _mount(row)) is not None]


def _mount(row: str) -> Mount | None:
    ours, dash, theirs = row.partition(" - ")
    left, right = ours.split(" "), theirs.split(" ")
    if not dash or len(left) < 6 or len(right) < 3:
        return None
    read_only = bool(_READ_ONLY & set(right[2].split(",")))
    return Mount(left[2], _plain(left[3]), _plain(left[4]), right[0], _plain(right[1]), read_only)


def _plain(text: str) -> str:
    """Blanks and the like stand as three octal digits."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8)), text)


def on_disks(host: Host) -> Iterator[Mount]:
    """The file systems on devices of this machine, each once, and as a whole if that is seen."""
    kinds = _kinds(host)
    found: dict[str, Mount] = {}
    for mount in mounts(host):
        before = found.get(mount.number)
        if mount.fstype in kinds and (before is None or len(mount.root) < len(before.root)):
            found[mount.number] = mount
    yield from found.values()


def _kinds(host: Host) -> set[str]:
    """The kinds of file systems that need a device; ZFS has devices of its own."""
    text = host.path("/proc/filesystems").read_text(encoding="ascii", errors="replace")
    return {row.strip() for row in text.splitlines() if not row.startswith("nodev")} | {"zfs"}


def device(host: Host, mount: Mount) -> str:
    """The device's name, without /dev/."""
    if mount.source != "/dev/root":
        return mount.source.removeprefix("/dev/")
    told = files.uevent(host.path("/sys/dev/block") / mount.number)
    return told.get("DEVNAME", "root")

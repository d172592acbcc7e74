"""Block devices: the whole disks beneath a partition, a volume of LVM, LUKS, or a RAID.

Source: the kernel's Documentation/ABI/testing/sysfs-block and sysfs-block-dm.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.linux.mounts import Mount, mounts
from agent.probe import Host

_PASSING = ("sr", "fd", "loop", "ram", "zram", "nbd", "dm-", "md")
_DEEPEST = 10
SECTOR = 512
"""Bytes in what the kernel calls a sector in /sys and /proc, whatever the disk's own are."""


def disks(host: Host) -> list[Path]:
    """The folders of whole disks in /sys/block, by name. Raises OSError."""
    return sorted(f for f in host.path("/sys/block").iterdir() if _is_disk(f.name))


def _is_disk(name: str) -> bool:
    return not name.startswith(_PASSING) and not name.endswith(("boot0", "boot1", "rpmb"))


def of_system(host: Host) -> set[str]:
    """The names of the disks that `/` lies on; empty where that cannot be told."""
    try:
        root = next((m for m in reversed(mounts(host)) if m.path == "/"), None)
        return set(beneath(of_mount(host, root))) if root else set()
    except OSError:
        return set()


def of_mount(host: Host, mount: Mount) -> Path:
    """A mounted device's folder in /sys: by number; a file system with a number of its own
    (btrfs) by the name it was mounted by."""
    by_number = host.path("/sys/dev/block") / mount.number
    if by_number.exists():
        return by_number.resolve()
    name = host.path(mount.source).resolve().name
    return (host.path("/sys/class/block") / name).resolve()


def beneath(folder: Path, depth: int = 0) -> Iterator[str]:
    """The names of the whole disks beneath a device, by its folder."""
    slaves = folder / "slaves"
    under = sorted(slaves.iterdir()) if slaves.is_dir() else []
    if depth > _DEEPEST or not folder.exists():
        return
    if (folder / "partition").exists():
        yield from beneath(folder.parent, depth + 1)
    elif under:
        for one in under:
            yield from beneath(one.resolve(), depth + 1)
    else:
        yield folder.name

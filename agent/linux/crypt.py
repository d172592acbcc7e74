"""Whether what lies beneath a file system is encrypted: by dm-crypt, or by ZFS itself.

Source: the kernel's Documentation/ABI/testing/sysfs-block-dm; cryptsetup writes its UUIDs as
`CRYPT-LUKS2-…` (lib/utils_dm.h); zfsprops(7). Files of fscrypt or eCryptfs are not counted, nor
what a disk does by itself (OPAL), which no file tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.linux import blocks
from agent.linux.files import line
from agent.linux.mounts import Mount
from agent.probe import Host, Nothing

_METHODS = {
    "LUKS1": "luks1",
    "LUKS2": "luks2",
    "PLAIN": "plain",
    "BITLK": "bitlocker",
    "FVAULT2": "filevault",
    "TCRYPT": "veracrypt",
    "LOOPAES": "loopaes",
}
"""Of cryptsetup's kinds those that encrypt: VERITY and INTEGRITY only guard against changes."""
_DEEPEST = 10
_OFF = ("off", "-")
_ZFS_PATIENCE = 10.0


def methods(host: Host, mount: Mount) -> set[str]:
    """How the file system is encrypted, on each way down to a disk: an empty text for a way that
    is not. Empty where it cannot be told. Raises OSError."""
    if mount.fstype == "zfs":
        return _of_zfs(host, mount.source)
    devices = _devices(host, mount)
    return {method for device in devices for method in _down(device)}


def _devices(host: Host, mount: Mount) -> list[Path]:
    """One, but for btrfs, which keeps a list of those that it spreads over."""
    device = blocks.of_mount(host, mount)
    listed = host.path("/sys/fs/btrfs").glob(f"*/devices/{device.name}")
    pool = next(listed, None) if mount.fstype == "btrfs" else None
    return [one.resolve() for one in pool.parent.iterdir()] if pool else [device]


def _down(device: Path, depth: int = 0) -> Iterator[str]:
    """The first that encrypts on each way, from the file system down."""
    if depth > _DEEPEST or not device.exists():
        return
    if method := _method(line(device / "dm/uuid")):
        yield method
    elif (device / "partition").exists():
        yield from _down(device.parent, depth + 1)
    elif under := _slaves(device):
        for one in under:
            yield from _down(one, depth + 1)
    else:
        yield ""


def _slaves(device: Path) -> list[Path]:
    folder = device / "slaves"
    return [one.resolve() for one in folder.iterdir()] if folder.is_dir() else []


def _method(uuid: str) -> str:
    """`luks2` of `CRYPT-LUKS2-0123…-name`; empty for what encrypts nothing."""
    owner, _, rest = uuid.partition("-")
    return _METHODS.get(rest.partition("-")[0], "") if owner == "CRYPT" else ""


def _of_zfs(host: Host, dataset: str) -> set[str]:
    """Its own encryption; where that is off, its pool may still lie on dm-crypt."""
    asked = ("get", "-H", "-o", "value", "encryption", dataset)
    try:
        told = host.outside.run("zfs", *asked, patience=_ZFS_PATIENCE).strip()
        if told and told not in _OFF:
            return {f"zfs {told}"}
        return {m for device in _of_pool(host, dataset) for m in _down(device)} if told else set()
    except (Nothing, OSError):
        return set()


def _of_pool(host: Host, dataset: str) -> list[Path]:
    """The devices of its pool. Source: zpool-list(8), `-v -P`."""
    pool = dataset.partition("/")[0]
    text = host.outside.run("zpool", "list", "-v", "-H", "-P", pool, patience=_ZFS_PATIENCE)
    words = (row.split() for row in text.splitlines())
    names = [word[0] for word in words if word and word[0].startswith("/dev/")]
    return [_block(host, host.path(name)) for name in names]


def _block(host: Host, device: Path) -> Path:
    return (host.path("/sys/class/block") / device.resolve().name).resolve()

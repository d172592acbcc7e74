"""Whether a Linux machine's disks are encrypted, by what lies between file system and disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.probe import Nothing
from agent.probes.inventory.encryption import linux
from tests.made_of_files import Link
from tests.recorded import Ended, machine

KINDS = "nodev\tsysfs\nnodev\ttmpfs\n\text4\n\tvfat\n\tbtrfs\nnodev\tzfs\n"
ROOT = "22 1 253:1 / / rw,relatime - ext4 /dev/mapper/vg-root rw\n"
BOOT = "23 22 8:2 / /boot rw,relatime - ext4 /dev/sda2 rw\n"
STICK = "24 22 8:17 / /media/stick rw - vfat /dev/sdb1 rw\n"
VIRTUAL = "../../devices/virtual/block/"
DISK: dict[str, Any] = {
    "/proc/filesystems": KINDS,
    "/sys/devices/ata1/block/sda/sda2/partition": "2",
    "/sys/devices/ata1/block/sda/sda3/partition": "3",
    "/sys/devices/usb/block/sdb/sdb1/partition": "1",
    "/sys/devices/usb/block/sdb/removable": "1\n",
    "/sys/class/block/sda": Link("../../devices/ata1/block/sda"),
    "/sys/class/block/sda3": Link("../../devices/ata1/block/sda/sda3"),
    "/sys/class/block/sdb": Link("../../devices/usb/block/sdb"),
    "/sys/dev/block/8:2": Link("../../devices/ata1/block/sda/sda2"),
    "/sys/dev/block/8:17": Link("../../devices/usb/block/sdb/sdb1"),
}


def lvm_on(uuid: str) -> dict[str, Any]:
    """A volume of LVM on a device of the mapper on sda3."""
    return {
        "/sys/devices/virtual/block/dm-0/dm/uuid": uuid,
        "/sys/devices/virtual/block/dm-0/slaves/sda3": Link("../../../../ata1/block/sda/sda3"),
        "/sys/devices/virtual/block/dm-1/dm/uuid": "LVM-0123456789\n",
        "/sys/devices/virtual/block/dm-1/slaves/dm-0": Link("../../dm-0"),
        "/sys/dev/block/253:1": Link(VIRTUAL + "dm-1"),
    }


@pytest.mark.parametrize(
    ("uuid", "method"),
    [
        ("CRYPT-LUKS2-57c5b5a8bb1b4b6d-sda3_crypt\n", "luks2"),
        ("CRYPT-LUKS1-57c5b5a8bb1b4b6d-sda3_crypt\n", "luks1"),
        ("CRYPT-PLAIN-sda3_crypt\n", "plain"),
        ("CRYPT-BITLK-57c5-x\n", "bitlocker"),
        ("CRYPT-VERITY-57c5-root\n", ""),
        ("LVM-CRYPT-LUKS2\n", ""),
    ],
)
def test_what_lies_beneath_decides(tmp_path: Path, uuid: str, method: str) -> None:
    mounted = {"/proc/self/mountinfo": ROOT + BOOT + STICK}
    found = linux.read(machine(tmp_path, **DISK, **lvm_on(uuid), **mounted))
    root = {"path": "/", "encrypted": bool(method), **({"method": method} if method else {})}
    assert found == {
        "system": bool(method),
        "volumes": [root, {"path": "/boot", "encrypted": False}],
    }


def test_a_mirror_is_as_good_as_its_worse_half(tmp_path: Path) -> None:
    md: dict[str, Any] = {
        "/sys/devices/virtual/block/dm-0/dm/uuid": "CRYPT-LUKS2-1-a\n",
        "/sys/devices/virtual/block/md0/slaves/dm-0": Link("../../dm-0"),
        "/sys/devices/virtual/block/md0/slaves/sda3": Link("../../../../ata1/block/sda/sda3"),
        "/sys/dev/block/253:1": Link(VIRTUAL + "md0"),
        "/proc/self/mountinfo": ROOT,
    }
    assert linux.read(machine(tmp_path, **DISK, **md))["system"] is False


def test_btrfs_is_encrypted_where_all_its_devices_are(tmp_path: Path) -> None:
    mounted = ROOT.replace("253:1", "0:35").replace("ext4 /dev/mapper/vg-root", "btrfs /dev/dm-0")
    files: dict[str, Any] = {
        "/sys/devices/virtual/block/dm-0/dm/uuid": "CRYPT-LUKS2-1-a\n",
        "/sys/class/block/dm-0": Link(VIRTUAL + "dm-0"),
        "/sys/fs/btrfs/0d07/devices/dm-0": Link("../../../../devices/virtual/block/dm-0"),
        "/proc/self/mountinfo": mounted,
    }
    assert linux.read(machine(tmp_path / "one", **DISK, **files))["system"] is True
    second = Link("../../../../devices/ata1/block/sda/sda3")
    files["/sys/fs/btrfs/0d07/devices/sda3"] = second
    assert linux.read(machine(tmp_path / "two", **DISK, **files))["system"] is False


ZFS = "22 1 0:27 / / rw - zfs rpool/ROOT rw\n"
ASKED = "zfs get -H -o value encryption rpool/ROOT"
POOL = "zpool list -v -H -P rpool"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({ASKED: "aes-256-gcm\n"}, {"encrypted": True, "method": "zfs aes-256-gcm"}),
        (
            {ASKED: "off\n", POOL: "rpool\t9G\n\tmirror-0\t9G\n\t/dev/sda3\t9G\t-\n"},
            {"encrypted": False},
        ),
        ({ASKED: "off\n", POOL: "rpool\n\t/dev/dm-0\n"}, {"encrypted": True, "method": "luks2"}),
        ({ASKED: Ended(1, "Permission denied")}, None),
        ({}, None),
    ],
)
def test_zfs_by_its_own_word(
    tmp_path: Path, answers: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    files = {**lvm_on("CRYPT-LUKS2-1-a\n"), "/sys/class/block/dm-0": Link(VIRTUAL + "dm-0")}
    where = machine(tmp_path, answers, **DISK, **files, **{"/proc/self/mountinfo": ZFS})
    if expected is None:
        with pytest.raises(Nothing):
            linux.read(where)
    else:
        assert linux.read(where)["volumes"] == [{"path": "/", **expected}]


def test_a_container_says_nothing(tmp_path: Path) -> None:
    overlay = "22 1 0:40 / / rw - overlay overlay rw\n"
    with pytest.raises(Nothing):
        linux.read(machine(tmp_path, **DISK, **{"/proc/self/mountinfo": overlay}))

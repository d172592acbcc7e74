"""What the kernel tells of mounts and block devices: whoever shut us in, whatever lies between."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agent.linux import blocks, mounts
from agent.probe import Host, Nothing
from agent.probes import volumes
from agent.probes.volumes import Volume
from tests.made_of_files import Link, host

KINDS = "nodev\tsysfs\nnodev\ttmpfs\n\text4\n\tvfat\n\tsquashfs\nnodev\toverlay\nnodev\tzfs\n"
ROOT = "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro\n"


def machine(root: Path, mountinfo: str, **files: Any) -> Host:
    told = {"/proc/self/mountinfo": mountinfo, "/proc/filesystems": KINDS}
    return host(root, **told, **files)


def test_a_service_that_is_shut_in_still_sees_what_can_be_written(tmp_path: Path) -> None:
    shut_in = ROOT.replace("rw,relatime", "ro,nosuid")
    assert volumes.local(machine(tmp_path, shut_in)) == [Volume("sda1", "/", "ext4", False)]


@pytest.mark.parametrize("told", ["ro,errors=remount-ro", "rw,emergency_ro"])
def test_a_file_system_that_stopped_writing_is_read_only(tmp_path: Path, told: str) -> None:
    stopped = ROOT.replace("rw,errors=remount-ro", told)
    assert volumes.local(machine(tmp_path, stopped))[0].read_only


def test_a_file_system_counts_once_as_a_whole_whatever_is_bound_where(tmp_path: Path) -> None:
    bound = "30 22 8:1 /var/lib/x /srv/x rw - ext4 /dev/sda1 rw\n"
    assert [v.path for v in volumes.local(machine(tmp_path, bound + ROOT + bound))] == ["/"]


def test_paths_with_blanks_and_odd_bytes_are_told(tmp_path: Path) -> None:
    odd = "31 22 8:2 / /media/my\\040disk\\134x rw - vfat /dev/sdb1 rw\n"
    assert volumes.local(machine(tmp_path, odd))[0].path == "/media/my disk\\x"


def test_what_lies_on_no_disk_is_left_out(tmp_path: Path) -> None:
    others = "\n".join(
        f"{n} 22 0:{n} / /x{n} rw - {kind} {kind} rw"
        for n, kind in enumerate(("tmpfs", "overlay", "squashfs", "sysfs", "nfs4"), 40)
    )
    with pytest.raises(Nothing):
        volumes.local(machine(tmp_path, others))


def test_the_root_device_is_named_by_its_number(tmp_path: Path) -> None:
    where = machine(
        tmp_path,
        ROOT.replace("/dev/sda1", "/dev/root"),
        **{"/sys/dev/block/8:1/uevent": "MAJOR=8\nDEVNAME=sda1\nDEVTYPE=partition\n"},
    )
    assert volumes.local(where)[0].device == "sda1"


def test_a_line_that_is_none_is_passed_by(tmp_path: Path) -> None:
    assert len(mounts.mounts(machine(tmp_path, "nonsense\n22 1 8:1\n" + ROOT))) == 1


LAYERS = {
    "partition": {
        "/sys/devices/ata1/block/sda/sda1/partition": "1",
        "/sys/dev/block/8:1": Link("../../devices/ata1/block/sda/sda1"),
    },
    "LVM on LUKS": {
        "/sys/devices/ata1/block/sda/sda3/partition": "3",
        "/sys/devices/virtual/block/dm-0/slaves/sda3": Link("../../../../ata1/block/sda/sda3"),
        "/sys/devices/virtual/block/dm-1/slaves/dm-0": Link("../../dm-0"),
        "/sys/dev/block/8:1": Link("../../devices/virtual/block/dm-1"),
    },
    "by name": {
        "/sys/devices/ata1/block/sda/sda2/partition": "2",
        "/sys/class/block/sda2": Link("../../devices/ata1/block/sda/sda2"),
        "/dev/sda1": Link("sda2"),
        "/dev/sda2": "",
    },
}


@pytest.mark.parametrize("layer", LAYERS)
def test_the_systems_disk_is_found_through_what_lies_between(tmp_path: Path, layer: str) -> None:
    assert blocks.of_system(machine(tmp_path, ROOT, **LAYERS[layer])) == {"sda"}


def test_a_mirror_has_two_disks(tmp_path: Path) -> None:
    where = machine(
        tmp_path,
        ROOT,
        **{
            "/sys/devices/virtual/block/md0/slaves/sda1": Link("../../../../a/block/sda/sda1"),
            "/sys/devices/virtual/block/md0/slaves/sdb1": Link("../../../../b/block/sdb/sdb1"),
            "/sys/devices/a/block/sda/sda1/partition": "1",
            "/sys/devices/b/block/sdb/sdb1/partition": "1",
            "/sys/dev/block/8:1": Link("../../devices/virtual/block/md0"),
        },
    )
    assert blocks.of_system(where) == {"sda", "sdb"}


def test_where_it_cannot_be_told_no_disk_is_the_systems(tmp_path: Path) -> None:
    assert blocks.of_system(machine(tmp_path, ROOT)) == set()
    assert blocks.of_system(host(tmp_path / "other")) == set()


@pytest.mark.needs("unshare")
def test_behind_a_read_only_view_this_machine_reads_as_it_is() -> None:
    """What systemd's ProtectSystem=strict does, done here for real."""
    ask = (
        "from agent.probe import Host; from pathlib import Path; from agent.probes import volumes; "
    )
    ask += "print([v.read_only for v in volumes.local(Host(Path('/'), {})) if v.path == '/'])"
    shut = f"mount -o remount,bind,ro / && exec {shlex.quote(sys.executable)} -c {shlex.quote(ask)}"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", shut],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.strip() == "[False]", done.stderr

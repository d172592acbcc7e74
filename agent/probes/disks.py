"""The disks: model, serial, size, kind. Source: the kernel's Documentation/ABI, sysfs-block."""

from __future__ import annotations

import re
from pathlib import Path

from agent.field import Field, Rows
from agent.probe import HOUR, Host, Nothing
from agent.report import Row

EVERY = HOUR
FACTS = Rows(
    {
        "name": Field("1", "the system's name for it", str),
        "model": Field("1", "the maker's name for the model", str),
        "vendor": Field("1", "who made it", str),
        "serial": Field("1", "its serial number", str),
        "wwn": Field("1", "its world-wide name", str),
        "firmware": Field("1", "its firmware's version", str),
        "size": Field("B", "its size", int),
        "type": Field("1", "hdd, ssd or nvme; absent where it cannot be told", str),
        "bus": Field("1", "how it is connected: nvme, ata, usb, virtio …", str),
        "removable": Field("1", "can be taken out while running", bool),
        "system": Field("1", "holds the system", bool),
    },
    key="name",
    help="disks, without partitions",
)
_WHOLE = re.compile(r"(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$")


def read(host: Host) -> list[Row]:
    """A row for each disk with something in it."""
    block = host.path("/sys/block")
    if not block.exists():
        raise Nothing
    system = _system_disk(host)
    folders = sorted(f for f in block.iterdir() if _WHOLE.match(f.name))
    return [row for f in folders if (row := _disk(f, system))["size"]]


def _disk(folder: Path, system: str | None) -> Row:
    name = folder.name
    texts = {
        "model": _line(folder / "device/model"),
        "vendor": _vendor(folder),
        "serial": _line(folder / "device/serial") or _line(folder / "serial") or _vpd(folder),
        "wwn": _line(folder / "wwid") or _line(folder / "device/wwid"),
        "firmware": _line(folder / "device/firmware_rev") or _line(folder / "device/rev"),
        "type": _type(folder),
        "bus": _bus(folder),
    }
    row: Row = {"name": name, **{k: v for k, v in texts.items() if v}}
    row["size"] = 512 * int(_line(folder / "size") or 0)
    row["removable"] = _line(folder / "removable") == "1"
    if system:
        row["system"] = name == system
    return row


def _line(file: Path) -> str:
    try:
        return " ".join(file.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return ""


def _vendor(folder: Path) -> str:
    """SCSI names a vendor; for disks on SATA it says only ATA."""
    vendor = _line(folder / "device/vendor")
    return "" if vendor == "ATA" or vendor.startswith("0x") else vendor


def _vpd(folder: Path) -> str:
    """A SCSI or SATA disk's serial: vital product data, page 0x80, behind four bytes of header."""
    try:
        page = (folder / "device/vpd_pg80").read_bytes()
    except OSError:
        return ""
    return "".join(c for c in page[4:].decode("latin-1") if c.isprintable()).strip()


def _type(folder: Path) -> str:
    if folder.name.startswith("nvme"):
        return "nvme"
    if folder.name.startswith(("vd", "xvd")):  # what is behind a virtual disk cannot be told
        return ""
    return {"1": "hdd", "0": "ssd"}.get(_line(folder / "queue/rotational"), "")


def _bus(folder: Path) -> str:
    try:
        place = str(folder.resolve())
    except OSError:
        return ""
    buses = ("usb", "nvme", "virtio", "ata", "mmc", "xen", "vbd")
    return next((bus for bus in buses if f"/{bus}" in place), "")


def _system_disk(host: Host) -> str | None:
    """The disk under `/`, by the mount table and its partition's place in /sys/class/block."""
    try:
        mounts = host.path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    root = next((m.split()[0] for m in mounts.splitlines() if m.split()[1:2] == ["/"]), "")
    name = root.removeprefix("/dev/")
    if _WHOLE.match(name):
        return name
    part = host.path("/sys/class/block") / name
    try:
        return part.resolve().parent.name if name and (part / "partition").exists() else None
    except OSError:
        return None

"""The disks: model, serial, size, kind. Source: the kernel's Documentation/ABI, sysfs-block."""

from __future__ import annotations

from pathlib import Path

from agent.linux import blocks
from agent.linux.files import line, number, raw
from agent.probe import Host, Nothing
from agent.report import Row

_BUSES = ("usb", "nvme", "virtio", "ata", "mmc", "xen", "vbd")
_VIRTUAL = ("vd", "xvd")


def read(host: Host) -> list[Row]:
    """A row for each disk with something in it."""
    if not host.path("/sys/block").exists():
        raise Nothing
    system = blocks.of_system(host)
    return [_disk(f, system) for f in blocks.disks(host) if number(f / "size")]


def _disk(folder: Path, system: set[str]) -> Row:
    device = folder / "device"
    texts = {
        "model": line(device / "model") or line(device / "name"),
        "vendor": _vendor(device),
        "serial": line(device / "serial") or line(folder / "serial") or _vpd(device),
        "wwn": line(folder / "wwid") or line(device / "wwid"),
        "firmware": line(device / "firmware_rev") or line(device / "rev"),
        "type": _type(folder),
        "bus": _bus(folder),
    }
    row: Row = {"name": folder.name.replace("!", "/")}
    row.update({name: text for name, text in texts.items() if text})
    row["size"] = blocks.SECTOR * (number(folder / "size") or 0)
    row["removable"] = line(folder / "removable") == "1"
    if system:
        row["system"] = folder.name in system
    return row


def _vendor(device: Path) -> str:
    """SCSI names a vendor; for disks on SATA it says only ATA."""
    vendor = line(device / "vendor")
    return "" if vendor == "ATA" or vendor.startswith("0x") else vendor


def _vpd(device: Path) -> str:
    """A SCSI or SATA disk's serial: vital product data, page 0x80, behind four bytes of header."""
    page = raw(device / "vpd_pg80")
    return "".join(c for c in page[4:].decode("latin-1") if c.isprintable()).strip()


def _type(folder: Path) -> str:
    if folder.name.startswith("nvme"):
        return "nvme"
    if folder.name.startswith(_VIRTUAL):  # what is behind a virtual disk cannot be told
        return ""
    return {"1": "hdd", "0": "ssd"}.get(line(folder / "queue/rotational"), "")


def _bus(folder: Path) -> str:
    try:
        place = str(folder.resolve())
    except OSError:
        return ""
    return next((bus for bus in _BUSES if f"/{bus}" in place), "")

"""Disks as rows, by each of those who tell of them: their drivers, two classes of WMI. Pure.

Source: Microsoft Learn, "STORAGE_BUS_TYPE", "MSFT_PhysicalDisk", "MSFT_Disk", "Win32_DiskDrive".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent.report import Row
from agent.smbios.fillers import is_value
from agent.windows.serials import serial
from agent.windows.storage import Described, Drive, described
from agent.windows.text import number, plain, several, texts

_BUSES = {
    1: "scsi",
    2: "ata",
    3: "ata",
    4: "firewire",
    6: "fibre channel",
    7: "usb",
    8: "raid",
    9: "iscsi",
    10: "sas",
    11: "ata",
    12: "mmc",
    13: "mmc",
    14: "virtual",
    15: "virtual",
    16: "storage spaces",
    17: "nvme",
    18: "scm",
    19: "ufs",
}
_INTERFACES = {"IDE": "ata", "SCSI": "scsi", "USB": "usb", "1394": "firewire"}
_MEDIA = {3: "hdd", 4: "ssd"}
_TELLING = ("ata", "sas", "raid")
"""Where the driver knows whether a disk turns: over USB, and of a guest's disks, it is guessed."""
_GUESTS = re.compile("virtual|vbox|qemu|vmware|xensrc", re.IGNORECASE)
_KIND = re.compile(
    r" (?:ATA|SCSI Disk|USB|SATA|NVMe|IEEE 1394 SBP2|Multi-Path Disk) Device$", re.IGNORECASE
)
"""What Windows puts behind the model."""
_NO_MAKERS = ("ata", "nvme", "scsi", "usb", "generic", "generic-")
_REMOVABLE = 7
"""Among the capabilities of Win32_DiskDrive."""


def by_driver(drive: Drive) -> Row:
    """By what it says of itself."""
    said = described(drive.descriptor)
    bus = _BUSES.get(said.bus, "")
    model = plain(f"{said.vendor.strip()} {said.model.strip()}" if _split(said) else said.model)
    row = _row(drive.number, model, said.vendor, serial(said.serial), said.firmware, bus)
    if drive.turns is not None and bus in _TELLING and not _GUESTS.search(model):
        row["type"] = "hdd" if drive.turns else "ssd"
    if drive.size:
        row["size"] = drive.size
    return {**row, "removable": said.removable}


def _split(said: Described) -> bool:
    """Whether the model begins among the letters of the vendor: `WDC WD10` and `EZEX-00`."""
    return said.vendor.strip() == said.vendor and len(said.vendor) == 8 and said.bus in (3, 8, 11)


def by_storage(disk: Mapping[str, Any]) -> Row:
    """By MSFT_PhysicalDisk, which Windows has since 8 and Server 2012."""
    bus = _BUSES.get(number(disk.get("BusType")) or 0, "")
    model = plain(disk.get("Model")) or plain(disk.get("FriendlyName"))
    told = serial(disk.get("SerialNumber"), disk.get("AdapterSerialNumber"))
    index = number(disk.get("DeviceId")) or 0
    row = _row(index, model, disk.get("Manufacturer"), told, disk.get("FirmwareVersion"), bus)
    row.update(texts(wwn=_wwn(disk)))
    media = _MEDIA.get(number(disk.get("MediaType")) or 0)
    if media and "type" not in row and not _GUESTS.search(model):
        row["type"] = media
    size = number(disk.get("Size"))
    return {**row, "size": size} if size else row


def _wwn(disk: Mapping[str, Any]) -> str:
    """An id of NAA or EUI-64: the format's number tells which texts are one (3, 8 of SCSI)."""
    told = plain(disk.get("UniqueId"))
    return told if re.fullmatch(r"(?:eui\.|naa\.)?[0-9A-Fa-f]{16,32}", told) else ""


def by_drive(disk: Mapping[str, Any]) -> Row:
    """By Win32_DiskDrive, which all have; it counts whole cylinders alone."""
    place = plain(disk.get("PNPDeviceID")).upper()
    bus = "nvme" if "VEN_NVME" in place else _INTERFACES.get(plain(disk.get("InterfaceType")), "")
    model = plain(disk.get("Model")) or plain(disk.get("Caption"))
    told, firmware = serial(disk.get("SerialNumber")), disk.get("FirmwareRevision")
    index = number(disk.get("Index")) or 0
    row = _row(index, model, disk.get("Manufacturer"), told, firmware, bus)
    if size := number(disk.get("Size")):
        row["size"] = size
    able = [number(one) for one in several(disk.get("Capabilities"))]
    return {**row, "removable": _REMOVABLE in able} if able else row


def _row(index: int, model: str, vendor: object, told: str, firmware: object, bus: str) -> Row:
    maker = plain(vendor)
    known = is_value(maker) and not maker.startswith("(") and maker.casefold() not in _NO_MAKERS
    row: Row = {"name": f"PhysicalDrive{index}"}
    row.update(
        texts(
            model=_KIND.sub("", model),
            vendor=maker if known else "",
            serial=told,
            firmware=firmware,
            bus=bus,
            type="nvme" if bus == "nvme" else "",
        )
    )
    return row


def is_whole(row: Row) -> bool:
    """Whether nothing is left that another could tell: of a guest's disk there is no type."""
    guest = bool(_GUESTS.search(f"{row.get('vendor', '')} {row.get('model', '')}"))
    return "serial" in row and "size" in row and ("type" in row or guest)

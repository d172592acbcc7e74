"""What versions of smartctl before 7 print, which know no JSON: who a disk is, if it is well. Pure.

Source: smartctl(8), `-i` and `-H`, of smartmontools 5 to 7.
"""

from __future__ import annotations

import re

from agent.report import Row
from agent.smart.report import Report

_NAMES = {
    "model": ("Device Model", "Model Number", "Product", "Device"),
    "vendor": ("Vendor",),
    "family": ("Model Family",),
    "serial": ("Serial Number", "Serial number"),
    "firmware": ("Firmware Version", "Revision", "Version"),
    "transport": ("Transport protocol", "SATA Version is"),
    "rotation": ("Rotation Rate",),
}


def report(device: str, text: str) -> Report | None:
    """The report in a text; None where the disk could not be asked."""
    row, passed = identity(text), _passed(_table(text))
    if not row.get("model"):
        return None
    told = {name: str(row.get(name, "")) for name in ("model", "serial", "firmware")}
    rotation = 0 if row.get("type") == "ssd" else None
    size = row.get("size")
    return Report(
        device=device,
        protocol=str(row.get("transport", "")),
        size=size if isinstance(size, int) else None,
        rotation=rotation,
        passed=passed,
        exit_status=0,
        temperature=None,
        hours=None,
        cycles=None,
        attributes={},
        nvme={},
        scsi={},
        **told,
    )


def _passed(told: dict[str, str]) -> bool | None:
    said = _first(told, ("SMART overall-health self-assessment test result", "SMART Health Status"))
    return said in ("PASSED", "OK") if said else None


def identity(text: str) -> Row:
    """model, vendor, family, serial, wwn, firmware, size (B), type (hdd, ssd, nvme), transport."""
    told = _table(text)
    row: Row = {name: _first(told, keys) for name, keys in _NAMES.items()}
    if "Device type" in told and told["Device type"] != "disk":
        row["type"] = told["Device type"]
    elif kind := _type(told):
        row["type"] = kind
    if size := _size(told):
        row["size"] = size
    if wwn := re.sub(r"\s|^0x", "", _first(told, ("LU WWN Device Id", "Logical Unit id"))):
        row["wwn"] = wwn
    row["transport"] = str(row["transport"]).partition("(")[0].partition(",")[0].strip()
    if "Device" in told and "Product" not in told and "Device Model" not in told:
        row["vendor"], _, row["model"] = told["Device"].partition(" ")
    del row["rotation"]
    return {name: value for name, value in row.items() if value}


def _table(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        for part in re.split(r"\s{2,}(?=Version:)", line):
            key, colon, value = part.partition(":")
            if colon:
                found.setdefault(key.strip(), " ".join(value.split()))
    return found


def _first(told: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((told[key] for key in keys if told.get(key)), "")


def _size(told: dict[str, str]) -> int:
    digits = re.match(
        r"[\d,.'\u00a0\u202f ]+", _first(told, ("User Capacity", "Total NVM Capacity"))
    )
    return int(re.sub(r"\D", "", digits[0]) or 0) if digits else 0


def _type(told: dict[str, str]) -> str:
    rotation = told.get("Rotation Rate", "")
    if "NVMe Version" in told or told.get("Transport protocol", "").startswith("NVMe"):
        return "nvme"
    if rotation.startswith("Solid"):
        return "ssd"
    return "hdd" if re.match(r"\d+ rpm", rotation) else ""

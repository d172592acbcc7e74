"""The graphics adapters, by PCI. Source: Documentation/ABI/testing/sysfs-bus-pci; PCI class 03."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from agent.linux.files import line, number
from agent.probe import Host, Nothing
from agent.report import Row

_DISPLAY = "0x03"
_LISTS = ("/usr/share/misc/pci.ids", "/usr/share/hwdata/pci.ids")
MAKERS = {
    "1002": "AMD",
    "1013": "Cirrus Logic",
    "102b": "Matrox",
    "10de": "NVIDIA",
    "1234": "QEMU",
    "15ad": "VMware",
    "1a03": "ASPEED",
    "1af4": "Red Hat",
    "1b36": "Red Hat",
    "5333": "S3",
    "8086": "Intel",
    "80ee": "VirtualBox",
}
"""Vendor ids of PCI -> who made it, where the system has no list of them."""


def read(host: Host) -> list[Row]:
    """A row for each adapter. Raises Nothing where there is none."""
    folders = sorted(host.path("/sys/bus/pci/devices").glob("*"))
    found = [folder for folder in folders if line(folder / "class").startswith(_DISPLAY)]
    if not found:
        raise Nothing
    return [_adapter(host, folder) for folder in found]


def _adapter(host: Host, folder: Path) -> Row:
    maker, product = (line(folder / name)[2:].lower() for name in ("vendor", "device"))
    vendor, name = _named(host, maker, product)
    driver = folder / "driver"
    told = {
        "name": name or f"{maker}:{product}",
        "vendor": MAKERS.get(maker, vendor),
        "driver": driver.resolve().name if driver.exists() else "",
    }
    row: Row = {"slot": folder.name, **{key: text for key, text in told.items() if text}}
    memory = number(folder / "mem_info_vram_total")
    return {**row, "memory": memory} if memory else row


def _named(host: Host, maker: str, product: str) -> tuple[str, str]:
    """(maker, product) by the system's list of PCI ids; empty where it is not in it."""
    for place in _LISTS:
        file = host.path(place)
        if file.exists():
            with file.open(encoding="utf-8", errors="replace") as lines:
                return _sought(lines, maker, product)
    return "", ""


def _sought(lines: Iterator[str], maker: str, product: str) -> tuple[str, str]:
    """A maker stands at a line's beginning, its products behind one tab."""
    vendor = ""
    for text in lines:
        if vendor and not text.startswith(("\t", "#")):
            return vendor, ""
        if not vendor and text.startswith(f"{maker}  "):
            vendor = text[6:].strip()
        elif vendor and text.startswith(f"\t{product}  "):
            return vendor, _short(text[7:].strip())
    return vendor, ""


def _short(name: str) -> str:
    """`GP107 [GeForce GTX 1050]` is known by what stands in brackets."""
    known = re.search(r"\[([^\]]+)\]", name)
    return known[1] if known else name

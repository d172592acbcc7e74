"""The processors, socket by socket (type 4 of DSP0134)."""

from __future__ import annotations

from agent.report import Row
from agent.smbios.table import Structure, Table

CENTRAL = 3
"""Processor type (7.5.1): graphics and maths processors are others."""


def processors(table: Table) -> list[Row]:
    """A row for each populated socket."""
    return [_row(s) for s in table.of(4) if s.byte(5) == CENTRAL and _populated(s)]


def _populated(device: Structure) -> bool:
    status = device.byte(24)
    return status is None or bool(status & 0x40)


def _row(device: Structure) -> Row:
    row = {
        "socket": device.string(4),
        "vendor": device.text(7),
        "model": device.text(16),
        "max_mhz": device.word(20) or None,
        "mhz": device.word(22) or None,
        "cores": _count(device, 35, 42),
        "threads": _count(device, 37, 46),
    }
    return {name: value for name, value in row.items() if value is not None}


def _count(device: Structure, at: int, wide: int) -> int | None:
    """A count of cores or threads; 0xFF says: look at the 16-bit field of SMBIOS 3.0."""
    number = device.byte(at)
    if number == 0xFF:
        number = device.word(wide)
    return number or None

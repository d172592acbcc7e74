"""Power supplies and batteries (types 39 and 22 of DSP0134)."""

from __future__ import annotations

from agent.report import Row
from agent.smbios.table import Structure, Table

_UNKNOWN = 0x8000
"""A power supply's capacity, and the place of a value, that nobody wrote."""
_PRESENT, _UNPLUGGED = 0x02, 0x04
CHEMISTRY = {
    3: "Lead acid",
    4: "NiCd",
    5: "NiMH",
    6: "Li-ion",
    7: "Zinc air",
    8: "Li-poly",
}
"""Device chemistry of a battery (7.23.1)."""


def power_supplies(table: Table) -> list[Row]:
    """A row for each place of a power supply, the shape of section `power_supplies`."""
    return [_supply(number, s) for number, s in enumerate(table.of(39), 1)]


def _supply(number: int, supply: Structure) -> Row:
    flags, watts = supply.word(14), supply.word(12)
    row: dict[str, str | int | bool | None] = {
        "place": supply.text(5) or f"power supply {number}",
        "name": supply.text(6),
        "vendor": supply.text(7),
        "model": supply.text(10),
        "serial": supply.text(8),
        "watts": watts if watts and watts != _UNKNOWN else None,
        "present": None if flags is None else bool(flags & _PRESENT),
        "plugged": None if flags is None else not flags & _UNPLUGGED,
    }
    return {name: value for name, value in row.items() if value is not None}


def batteries(table: Table) -> list[Row]:
    """A row for each portable battery, the shape of section `batteries`."""
    return [_battery(number, s) for number, s in enumerate(table.of(22), 1)]


def _battery(number: int, battery: Structure) -> Row:
    times = battery.byte(21) or 1  # the multiplier, since version 2.2
    design = battery.word(10)
    row: dict[str, str | int | None] = {
        "name": battery.text(8) or battery.text(4) or f"battery {number}",
        "vendor": battery.text(5),
        "serial": battery.text(7) or _smart_serial(battery),
        "chemistry": CHEMISTRY.get(battery.byte(9) or 0) or battery.text(20),
        "design": design * times if design else None,
        "made": _smart_day(battery),
    }
    return {name: value for name, value in row.items() if value is not None}


def _smart_serial(battery: Structure) -> str | None:
    """A Smart Battery's number, where the text is left to it."""
    number = battery.word(16)
    return f"{number:04X}" if number else None


def _smart_day(battery: Structure) -> str | None:
    """Its day, packed: years since 1980, month, day. What no calendar has is left out."""
    packed = battery.word(18)
    if not packed:
        return None
    year, month, day = 1980 + (packed >> 9), packed >> 5 & 15, packed & 31
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04}-{month:02}-{day:02}"

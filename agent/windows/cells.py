"""Batteries as rows, by the classes of WMI that their drivers fill. Pure.

Source: Microsoft Learn, "BATTERY_INFORMATION structure" (chemistry, capacities in mWh),
"Win32_Battery"; the classes of root/wmi are those of battery.mof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Row
from agent.smbios.fillers import is_value
from agent.smbios.power import CHEMISTRY
from agent.windows.text import number, plain, texts

_LETTERS = {
    "PbAc": "Lead acid",
    "LION": "Li-ion",
    "Li-I": "Li-ion",
    "NiCd": "NiCd",
    "NiMH": "NiMH",
    "NiZn": "NiZn",
    "RAM": "Alkaline",
    "LiP": "Li-poly",
    "LIP": "Li-poly",
}
"""The four letters that a battery's driver has of its chemistry."""
_UNKNOWN = 0xFFFFFFFF

Objects = Iterable[Mapping[str, Any]]


def by_driver(static: Objects, full: Objects, cycles: Objects) -> list[Row]:
    """A row for each BatteryStaticData. `full`: BatteryFullChargedCapacity, `cycles`:
    BatteryCycleCount, of the same instances."""
    filled = {_instance(one): _amount(one.get("FullChargedCapacity")) for one in full}
    counted = {_instance(one): _amount(one.get("CycleCount")) for one in cycles}
    return [_row(one, filled.get(_instance(one)), counted.get(_instance(one))) for one in static]


def _instance(one: Mapping[str, Any]) -> str:
    return plain(one.get("InstanceName")).casefold()


def _amount(value: object) -> int | None:
    told = number(value)
    return told if told and told != _UNKNOWN else None


def _row(battery: Mapping[str, Any], full: int | None, cycles: int | None) -> Row:
    chemistry = _letters(number(battery.get("Chemistry")))
    design = _amount(battery.get("DesignedCapacity"))
    said = {
        "vendor": plain(battery.get("ManufactureName")),
        "model": plain(battery.get("DeviceName")),
        "serial": plain(battery.get("SerialNumber")),
        "chemistry": _LETTERS.get(chemistry, chemistry),
    }
    row: Row = texts(name=battery.get("InstanceName"))
    row.update({name: text for name, text in said.items() if is_value(text)})
    return {**row, **worn(design, full), **({"cycles": cycles} if cycles else {})}


def _letters(code: int | None) -> str:
    return plain((code or 0).to_bytes(8, "little").decode("latin-1"))


def worn(design: int | None, full: int | None) -> Row:
    """What it could hold, what it can, and the one as a share of the other; a new one holds more
    than it was made for."""
    row: Row = {}
    if design:
        row["design"] = design
    if full:
        row["full"] = full
    return {**row, "health": min(100, round(100 * full / design))} if design and full else row


def by_system(batteries: Objects) -> list[Row]:
    """A row for each Win32_Battery, which says little."""
    rows = []
    for one in batteries:
        design, full = _amount(one.get("DesignCapacity")), _amount(one.get("FullChargeCapacity"))
        row: Row = texts(name=one.get("DeviceID"), model=one.get("Name"))
        row.update(texts(chemistry=CHEMISTRY.get(number(one.get("Chemistry")) or 0, "")))
        rows.append({**row, **worn(design, full)})
    return rows

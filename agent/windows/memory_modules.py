"""The memory by WMI, for what hands out no firmware tables (Windows XP and 2003). Pure.

Source: Microsoft Learn, "Win32_PhysicalMemory" and "Win32_PhysicalMemoryArray": kinds and forms are
numbered as CIM does, but `SMBIOSMemoryType` as the firmware.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.report import Row
from agent.smbios.fillers import is_value
from agent.smbios.jedec import maker
from agent.smbios.memory import CORRECTION, SYSTEM_MEMORY, TYPES
from agent.windows.text import first, number, plain

_TYPES = {
    2: "DRAM",
    16: "RDRAM",
    17: "SDRAM",
    20: "DDR",
    21: "DDR2",
    22: "DDR2 FB-DIMM",
    24: "DDR3",
    26: "DDR4",
    34: "DDR5",
}
_FORMS = {7: "SIMM", 8: "DIMM", 11: "RIMM", 12: "SODIMM"}

Objects = list[dict[str, Any]]


def memory(modules: Objects, arrays: Objects) -> dict[str, Any]:
    """The section `memory` without what the system sees; empty where WMI says nothing."""
    own = [one for one in arrays if number(one.get("Use")) == SYSTEM_MEMORY]
    rows = [_module(one) for one in modules if number(one.get("Capacity"))]
    if not rows:
        return {}
    found: dict[str, Any] = {"installed": sum(int(row["size"]) for row in rows), "modules": rows}
    if slots := sum(number(one.get("MemoryDevices")) or 0 for one in own):
        found.update(slots=slots, free_slots=max(0, slots - len(rows)))
    if capacity := sum(map(_capacity, own)):
        found["capacity"] = capacity
    told = CORRECTION.get(number(own[0].get("MemoryErrorCorrection")) or 0) if own else None
    return {**found, "correction": told} if told else found


def _capacity(array: Mapping[str, Any]) -> int:
    """B; told in kB, of which the older property holds 2 TB at most."""
    return 1024 * (number(array.get("MaxCapacityEx")) or number(array.get("MaxCapacity")) or 0)


def _module(told: Mapping[str, Any]) -> Row:
    kind = TYPES.get(number(told.get("SMBIOSMemoryType")) or 0)
    texts = {
        "bank": plain(told.get("BankLabel")),
        "serial": plain(told.get("SerialNumber")),
        "part": plain(told.get("PartNumber")),
        "vendor": maker(plain(told.get("Manufacturer"))),
    }
    row: Row = {"slot": first(told, "DeviceLocator", "Tag"), "size": number(told["Capacity"]) or 0}
    row.update({name: text for name, text in texts.items() if is_value(text)})
    known = {
        "form": _FORMS.get(number(told.get("FormFactor")) or 0),
        "type": kind or _TYPES.get(number(told.get("MemoryType")) or 0),
        "speed": number(told.get("Speed")) or None,
        "running_speed": number(told.get("ConfiguredClockSpeed")) or None,
    }
    return {**row, **{name: value for name, value in known.items() if value is not None}}

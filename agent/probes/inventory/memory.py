"""The memory that is installed: its sum, slots and modules, and what the system sees of it."""

from __future__ import annotations

import psutil

from agent.field import Field, Rows, Value
from agent.probe import HOUR, Host
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.memory import memory

EVERY = HOUR
DEADLINE = 45.0
FACTS = {
    "installed": Field("B", "all modules together, by the firmware", int),
    "visible": Field("B", "what the system sees: less where graphics take a share", int),
    "slots": Field("1", "places for modules", int),
    "free_slots": Field("1", "places for modules that are empty", int),
    "capacity": Field("B", "the most the board takes", int),
    "correction": Field("1", "how it mends its own errors: none, parity, ECC, CRC", str),
    "modules": Rows(
        {
            "slot": Field("1", "the place, as the board names it", str),
            "bank": Field("1", "the bank, as the board names it", str),
            "size": Field("B", "its size", int),
            "form": Field("1", "its form, DIMM or SODIMM", str),
            "type": Field("1", "its kind, DDR3, DDR4 …", str),
            "speed": Field("MT/s", "the speed it can do", int),
            "running_speed": Field("MT/s", "the speed it is run at", int),
            "ranks": Field("1", "ranks of its chips", int),
            "volts": Field("V", "the voltage it is run at", float),
            "vendor": Field("1", "who made it", str),
            "serial": Field("1", "its serial number", str),
            "part": Field("1", "the maker's part number", str),
        },
        key="slot",
        help="the modules that are plugged in",
    ),
}


def read(host: Host) -> dict[str, Value | list[Row]]:
    """The section; without root, or without tables, only what the system sees."""
    table = firmware.table(host)
    found: dict[str, Value | list[Row]] = {"visible": psutil.virtual_memory().total}
    return {**found, **(memory(table) if table else _without(host))}


def _without(host: Host) -> dict[str, Value | list[Row]]:
    """What Windows tells where it hands out no tables."""
    if host.outside.system != "windows":
        return {}
    from agent.windows import asking, memory_modules

    modules = asking.objects(host.outside, "SELECT * FROM Win32_PhysicalMemory")
    arrays = asking.objects(host.outside, "SELECT * FROM Win32_PhysicalMemoryArray")
    return memory_modules.memory(modules, arrays)

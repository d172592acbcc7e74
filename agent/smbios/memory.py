"""The memory that is installed: arrays, slots and modules (types 16 and 17 of DSP0134)."""

from __future__ import annotations

from agent.report import Row
from agent.smbios.jedec import maker
from agent.smbios.table import Structure, Table

SYSTEM_MEMORY = 3
"""Use of an array (7.17.2): flash, video and cache memory are no installed memory."""

TYPES = {
    3: "DRAM",
    15: "SDRAM",
    16: "SGRAM",
    17: "RDRAM",
    18: "DDR",
    19: "DDR2",
    20: "DDR2 FB-DIMM",
    24: "DDR3",
    25: "FBD2",
    26: "DDR4",
    27: "LPDDR",
    28: "LPDDR2",
    29: "LPDDR3",
    30: "LPDDR4",
    31: "Logical non-volatile device",
    32: "HBM",
    33: "HBM2",
    34: "DDR5",
    35: "LPDDR5",
    36: "HBM3",
}
FORMS = {
    3: "SIMM",
    4: "SIP",
    5: "Chip",
    6: "DIP",
    7: "ZIP",
    8: "Proprietary card",
    9: "DIMM",
    10: "TSOP",
    11: "Row of chips",
    12: "RIMM",
    13: "SODIMM",
    14: "SRIMM",
    15: "FB-DIMM",
    16: "Die",
    17: "CAMM",
}
CORRECTION = {3: "none", 4: "parity", 5: "ECC", 6: "ECC", 7: "CRC"}
"""Error correction of an array (7.17.3); 5 mends one bit, 6 several."""


def memory(table: Table) -> dict[str, int | str | list[Row]]:
    """The section `memory` without what the system sees; empty where the table says nothing."""
    arrays = [s for s in table.of(16) if s.byte(5) == SYSTEM_MEMORY]
    # A device that names no array at all (VMware) still is memory; one in a flash array is not.
    others = {s.handle for s in table.of(16) if s.byte(5) != SYSTEM_MEMORY}
    slots = [s for s in table.of(17) if s.word(4) not in others]
    if not slots:
        return {}
    modules = [module(s) for s in slots if size(s)]
    found: dict[str, int | str | list[Row]] = {"slots": len(slots), "modules": modules}
    found["free_slots"] = sum(size(s) == 0 for s in slots)
    if kinds := {CORRECTION.get(s.byte(6) or 0) for s in arrays} - {None}:
        found["correction"] = str(min(kinds, key=str))
    if all(size(s) is not None for s in slots):
        found["installed"] = sum(size(s) or 0 for s in slots)
    capacity = sum(_capacity(s) or 0 for s in arrays)
    if capacity:
        found["capacity"] = capacity
    return found


def _capacity(array: Structure) -> int | None:
    """The most an array can hold, B; 0x80000000 says: look at the extended field."""
    kib = array.long(7)
    if kib == 0x8000_0000:
        return array.number(15, 8)
    return kib * 1024 if kib else None


def size(device: Structure) -> int | None:
    """A slot's memory, B: 0 empty, None unknown (7.18.4, and the extended size 7.18.5)."""
    code = device.word(12)
    if code is None or code == 0xFFFF:
        return None
    if code == 0x7FFF:
        extended = device.long(28)
        return None if extended is None else (extended & 0x7FFF_FFFF) << 20
    return (code & 0x7FFF) << (10 if code & 0x8000 else 20)


def module(device: Structure) -> Row:
    """One module as a row."""
    speed = _speed(device.word(21), device.long(84))
    running = _speed(device.word(32), device.long(88))
    row = {
        "slot": device.string(16) or device.string(17) or f"0x{device.handle:04X}",
        "bank": device.text(17),
        "size": size(device),
        "form": FORMS.get(device.byte(14) or 0),
        "type": TYPES.get(device.byte(18) or 0),
        "speed": speed,
        "running_speed": running,
        "ranks": (device.byte(27) or 0) & 0x0F or None,
        "volts": _volts(device.word(38)),
        "vendor": maker(told) if (told := device.text(23)) else None,
        "serial": device.text(24),
        "part": device.text(26),
    }
    return {name: value for name, value in row.items() if value is not None}


def _volts(millivolts: int | None) -> float | None:
    """The voltage it is run at (since version 2.8); 0 is unknown."""
    return millivolts / 1000 if millivolts else None


def _speed(code: int | None, extended: int | None) -> int | None:
    """MT/s; 0 is unknown, 0xFFFF says: look at the extended field."""
    return (extended or None) if code == 0xFFFF else (code or None)

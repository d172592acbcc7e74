"""Three machines' SMBIOS tables, laid out as firmware of their years does (DSP0134).

A desktop of 2018, a server with two sockets of 2022, an old laptop with the 32-bit entry point.
What they mean is asked of dmidecode itself: see test_smbios.
"""

from __future__ import annotations

Parts = dict[int, int | bytes]
"""Offset (the header's four bytes counted) -> a byte, or several."""

_HEADER = 4
_TABLE_AT = 32


def structure(kind: int, handle: int, length: int, parts: Parts, *strings: str) -> bytes:
    """One structure of `length` bytes, zero where nothing is said, and its strings."""
    body = bytearray(length)
    body[:_HEADER] = bytes((kind, length)) + handle.to_bytes(2, "little")
    for at, value in parts.items():
        raw = bytes((value,)) if isinstance(value, int) else value
        body[at : at + len(raw)] = raw
    ends = b"".join(text.encode() + b"\0" for text in strings) + b"\0"
    return bytes(body) + (ends if strings else b"\0\0")


def word(number: int) -> bytes:
    """A 16-bit number."""
    return number.to_bytes(2, "little")


def long(number: int) -> bytes:
    """A 32-bit number."""
    return number.to_bytes(4, "little")


def dump(major: int, minor: int, *structures: bytes) -> bytes:
    """As `dmidecode --dump-bin` writes it: the entry point, then the table."""
    table = b"".join(structures) + structure(127, 0xFEFF, 4, {})
    entry = _entry_64(major, minor, table) if major >= 3 else _entry_32(major, minor, table)
    return entry.ljust(_TABLE_AT, b"\0") + table


def _entry_64(major: int, minor: int, table: bytes) -> bytes:
    entry = bytearray(24)
    entry[:5] = b"_SM3_"
    entry[6:11] = bytes((24, major, minor, 0, 1))
    entry[12:16] = long(len(table))
    entry[16:24] = _TABLE_AT.to_bytes(8, "little")
    entry[5] = -sum(entry) & 0xFF
    return bytes(entry)


def _entry_32(major: int, minor: int, table: bytes) -> bytes:
    inner = bytearray(15)
    inner[:5] = b"_DMI_"
    inner[6:8] = word(len(table))
    inner[8:12] = long(_TABLE_AT)
    inner[12:14] = word(20)
    inner[5] = -sum(inner) & 0xFF
    entry = bytearray(b"_SM_\0\x1f" + bytes((major, minor)) + word(200) + bytes(6) + bytes(inner))
    entry[4] = -sum(entry) & 0xFF
    return bytes(entry)


def bios(day: str, length: int = 24) -> bytes:
    """Type 0."""
    return structure(0, 0, length, {4: 1, 5: 2, 8: 3, 9: 0x3F}, "Maker BIOS", "V1.17", day)


def system(serial: str, length: int = 27) -> bytes:
    """Type 1."""
    wide: Parts = {25: 5, 26: 6} if length >= 27 else {}
    parts: Parts = {4: 1, 5: 2, 6: 3, 7: 4, 8: bytes(range(0x20, 0x30)), 24: 6, **wide}
    names = ("Maker", "Model 400", "Default string", serial, "SKU-77", "Family 4")
    return structure(1, 1, length, parts, *(names if wide else names[:4]))


def board(serial: str, kind: int = 10, handle: int = 2) -> bytes:
    """Type 2."""
    parts: Parts = {4: 1, 5: 2, 6: 3, 7: 4, 13: kind}
    return structure(2, handle, 15, parts, "Maker", "B-400", "None", serial)


def chassis(kind: int) -> bytes:
    """Type 3."""
    parts: Parts = {4: 1, 5: kind, 7: 2, 8: 3}
    return structure(3, 3, 22, parts, "Maker", "CH-99X1", "TZ-MBL-0042")


def processor(
    handle: int, model: str, cores: int, each: int = 1, *, populated: bool = True
) -> bytes:
    """Type 4; more than 254 cores are told by the wide fields. `each`: threads of a core."""
    threads = cores * each
    parts: Parts = {4: 1, 5: 3, 7: 2, 16: 3, 20: word(4500), 22: word(3600), 24: 0x41}
    parts |= {35: min(cores, 255), 36: min(cores, 255), 37: min(threads, 255)}
    parts |= {42: word(cores), 44: word(cores), 46: word(threads)}
    parts[24] = 0x41 if populated else 0x00
    return structure(4, handle, 48, parts, f"CPU{handle - 0x40}", "Intel(R) Corporation", model)


def memory_array(slots: int, gib: int) -> bytes:
    """Type 16."""
    few = {7: long(gib << 20)} if gib < 2048 else {7: long(0x8000_0000)}
    parts: Parts = {4: 3, 5: 3, 6: 3, 11: word(0xFFFE), 13: word(slots), **few}
    parts[15] = (gib << 30).to_bytes(8, "little") if gib >= 2048 else bytes(8)
    return structure(16, 0x1000, 23, parts)


def module(number: int, mib: int, serial: str = "", kind: int = 0x1A, mts: int = 2666) -> bytes:
    """Type 17; none in the slot where `mib` is 0."""
    size = {12: word(mib)} if mib < 0x7FFF else {12: word(0x7FFF), 28: long(mib)}
    parts: Parts = {4: word(0x1000), 6: word(0xFFFE), 8: word(64), 10: word(64), **size}
    parts |= {14: 9, 16: 1, 17: 2, 18: kind if mib else 2, 23: 3, 24: 4, 25: 5, 26: 6}
    if mib:
        parts |= {21: word(mts), 32: word(mts - 266)}
    names = (f"DIMM {number}", f"BANK {number}", "Samsung" if mib else "Empty", serial or "Unknown")
    return structure(17, 0x1100 + number, 40, parts, *names, "9876543210", "M378A1K43CB2-CTD")


DESKTOP = dump(
    3,
    1,
    bios("03/28/2018"),
    system("CZC8123XYZ"),
    board("PGWAB0ABCDEFGH"),
    chassis(0x80 | 3),
    processor(0x40, "Intel(R) Core(TM) i5-8500 CPU @ 3.00GHz", 6),
    memory_array(4, 64),
    module(0, 8192, "15A7B3C1"),
    module(1, 0),
    module(2, 4096, "15A7B3C2"),
    module(3, 0),
)
SERVER = dump(
    3,
    3,
    bios("11/02/2022"),
    system("To be filled by O.E.M."),
    board("RISER-1", kind=5, handle=0x21),
    board("WTR2100001"),
    chassis(23),
    processor(0x40, "AMD EPYC 9754 128-Core Processor", 256, 2),
    processor(0x41, "AMD EPYC 9754 128-Core Processor", 256, 2),
    processor(0x42, "Not Specified", 0, populated=False),
    memory_array(12, 6144),
    *(module(n, 65536, f"8C2A00{n:02X}", kind=0x22, mts=4800) for n in range(8)),
    *(module(n, 0) for n in range(8, 12)),
)
OLD_LAPTOP = dump(
    2,
    4,
    bios("07/15/07", length=20),
    system("L3-ABC77", length=25),
    board("L3-BOARD"),
    chassis(10),
    processor(0x40, "Intel(R) Core(TM)2 Duo CPU T7300 @ 2.00GHz", 2),
    memory_array(2, 4),
    module(0, 0x8000 | 512, "0000", kind=0x13, mts=667),
    module(1, 1024, "7F7F7F02", kind=0x13, mts=667),
)
MACHINES = {"desktop": DESKTOP, "server": SERVER, "old-laptop": OLD_LAPTOP}

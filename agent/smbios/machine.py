"""Who the machine is: system, board, BIOS and chassis (types 1, 2, 0 and 3 of DSP0134)."""

from __future__ import annotations

from agent.report import Row
from agent.smbios.table import Structure, Table

CHASSIS = {
    1: "other",
    3: "desktop",
    4: "desktop",  # low profile
    5: "desktop",  # pizza box
    6: "desktop",  # mini tower
    7: "desktop",  # tower
    8: "laptop",  # portable
    9: "laptop",
    10: "laptop",  # notebook
    11: "handheld",
    12: "docking_station",
    13: "all_in_one",
    14: "laptop",  # sub-notebook
    15: "desktop",  # space-saving
    16: "desktop",  # lunch box
    17: "server",  # main server chassis
    23: "server",  # rack mount
    24: "desktop",  # sealed-case PC
    25: "server",  # multi-system
    28: "server",  # blade
    29: "server",  # blade enclosure
    30: "tablet",
    31: "laptop",  # convertible
    32: "laptop",  # detachable
    33: "gateway",
    34: "embedded",
    35: "desktop",  # mini PC
    36: "desktop",  # stick PC
}
"""Chassis type (7.4.1) to what people call it."""


def machine(table: Table) -> Row:
    """The facts of section `machine` that the table tells."""
    found: dict[str, str | int | None] = {}
    if system := table.first(1):
        found.update(_system(system, table.version))
    if board := _main_board(table):
        found.update(
            board_vendor=board.text(4),
            board_model=board.text(5),
            board_version=board.text(6),
            board_serial=board.text(7),
        )
    if bios := table.first(0):
        found.update(
            bios_vendor=bios.text(4), bios_version=bios.text(5), bios_date=date(bios.string(8))
        )
    if chassis := table.first(3):
        kind = chassis.byte(5)
        found.update(
            chassis=CHASSIS.get((kind or 0) & 0x7F),
            chassis_serial=chassis.text(7),
            asset_tag=chassis.text(8),
        )
    return {name: value for name, value in found.items() if value is not None}


def _system(system: Structure, version: tuple[int, int]) -> dict[str, str | None]:
    return {
        "vendor": system.text(4),
        "model": system.text(5),
        "version": system.text(6),
        "serial": system.text(7),
        "uuid": uuid(system.data[8:24], version),
        "sku": system.text(25),
        "family": system.text(26),
    }


def _main_board(table: Table) -> Structure | None:
    """The motherboard among the boards (a server may list risers first)."""
    boards = table.of(2)
    return next((b for b in boards if b.byte(13) == 10), boards[0] if boards else None)


def uuid(raw: bytes, version: tuple[int, int]) -> str | None:
    """The system's UUID as text; since SMBIOS 2.6 its first three fields are little-endian."""
    if len(raw) != 16 or raw in (bytes(16), b"\xff" * 16):
        return None
    if version >= (2, 6):
        raw = raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]
    text = raw.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def date(text: str | None) -> str | None:
    """A BIOS date, mm/dd/yy or mm/dd/yyyy, as an ISO day."""
    parts = (text or "").strip().split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    month, day, year = (int(part) for part in parts)
    if len(parts[2]) == 2:
        year += 1900 if year >= 70 else 2000  # the form is older than 1998
    if not (1 <= month <= 12 and 1970 <= year < 2100 and 1 <= day <= _days(month, year)):
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _days(month: int, year: int) -> int:
    return 28 if month == 2 and year % 4 else _DAYS[month - 1]

"""The raw SMBIOS table into structures. Never raises: a torn table gives what can be read.

Source: DSP0134, sections 5.2 (entry points) and 6.1 (structures).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent.smbios.fillers import is_value

_MAX = 4096
"""Structures in one table: far more than any machine has, a bound against a lying one."""


class Structure(NamedTuple):
    """One structure: its type, handle, formatted bytes (header included) and strings."""

    type: int
    handle: int
    data: bytes
    strings: tuple[str, ...]

    def byte(self, at: int) -> int | None:
        """The byte at an offset; None where the structure is too short (an older version)."""
        return self.number(at, 1)

    def word(self, at: int) -> int | None:
        """The 16-bit number at an offset."""
        return self.number(at, 2)

    def long(self, at: int) -> int | None:
        """The 32-bit number at an offset."""
        return self.number(at, 4)

    def number(self, at: int, size: int) -> int | None:
        """The little-endian number of `size` bytes at an offset, or None."""
        part = self.data[at : at + size]
        return int.from_bytes(part, "little") if len(part) == size else None

    def string(self, at: int) -> str | None:
        """The string that the byte at an offset numbers; None if there is none."""
        number = self.byte(at)
        if not number or number > len(self.strings):
            return None
        return self.strings[number - 1]

    def text(self, at: int) -> str | None:
        """The same, but None also for what makers leave where a value belongs."""
        value = self.string(at)
        return value if value is not None and is_value(value) else None


class Table(NamedTuple):
    """A whole table: the version its entry point names, and its structures in order."""

    version: tuple[int, int]
    structures: tuple[Structure, ...]

    def of(self, kind: int) -> list[Structure]:
        """All structures of a type."""
        return [s for s in self.structures if s.type == kind]

    def first(self, kind: int) -> Structure | None:
        """The first structure of a type."""
        return next((s for s in self.structures if s.type == kind), None)


def parse(entry: bytes, table: bytes) -> Table:
    """The table that an entry point (`_SM_` or `_SM3_`) and the bytes it points to make."""
    return Table(version_of(entry), tuple(structures(table)))


def version_of(entry: bytes) -> tuple[int, int]:
    """(major, minor) by an entry point; (0, 0) if it is none."""
    if entry[:5] == b"_SM3_" and len(entry) >= 9:
        return entry[7], entry[8]
    if entry[:4] == b"_SM_" and len(entry) >= 8:
        return _mended(entry[6], entry[7])
    return (0, 0)


def _mended(major: int, minor: int) -> tuple[int, int]:
    """Some firmware wrote a decimal as BCD; these three are known to mean otherwise."""
    return {(2, 31): (2, 3), (2, 33): (2, 3), (2, 51): (2, 6)}.get((major, minor), (major, minor))


def parse_dump(dump: bytes) -> Table:
    """The table in a dump: an entry point, then the table (as `dmidecode --dump-bin` writes)."""
    start, length = 0, len(dump)
    if dump[:5] == b"_SM3_" and len(dump) >= 24:
        start, length = int.from_bytes(dump[16:24], "little"), int.from_bytes(dump[12:16], "little")
    elif dump[:4] == b"_SM_" and len(dump) >= 28:
        start, length = int.from_bytes(dump[24:28], "little"), int.from_bytes(dump[22:24], "little")
    return parse(dump[:32], dump[start : start + length])


def parse_raw(raw: bytes) -> Table:
    """The table as Windows hands it out (`RawSMBIOSData`): the version and the length before it."""
    length = int.from_bytes(raw[4:8], "little")
    version = _mended(raw[1], raw[2]) if len(raw) >= 8 else (0, 0)
    return Table(version, tuple(structures(raw[8 : 8 + length])))


def structures(table: bytes) -> Iterator[Structure]:
    """Each structure in turn, until the end-of-table structure or the first that is torn."""
    at = 0
    for _ in range(_MAX):
        if at + 4 > len(table):
            return
        kind, length = table[at], table[at + 1]
        if length < 4 or at + length > len(table):
            return
        handle = int.from_bytes(table[at + 2 : at + 4], "little")
        strings, after = _strings(table, at + length)
        yield Structure(kind, handle, table[at : at + length], strings)
        if kind == 127:
            return
        at = after


def _strings(table: bytes, at: int) -> tuple[tuple[str, ...], int]:
    """The set of strings at an offset, and where the next structure begins."""
    end = table.find(b"\0\0", at)
    if end < 0:
        end = len(table)
    raw = table[at:end].split(b"\0") if end > at else []
    return tuple(_text(part) for part in raw), end + 2


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8") if _is_utf8(raw) else raw.decode("latin-1")
    return "".join(c for c in text if c.isprintable()).strip()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

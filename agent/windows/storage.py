r"""The disks by their drivers: what they say of themselves may be asked by anybody.

Source: Microsoft Learn, "IOCTL_STORAGE_QUERY_PROPERTY", "STORAGE_DEVICE_DESCRIPTOR",
"DEVICE_SEEK_PENALTY_DESCRIPTOR", "IOCTL_DISK_GET_DRIVE_GEOMETRY_EX",
"IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS".
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from agent.windows.library import DWORD, HANDLE, POINTER, TEXT, failed, function

_MOST = 64
_PROPERTY, _GEOMETRY, _EXTENTS = 0x2D1400, 0x700A0, 0x560000
_DEVICE, _SEEK_PENALTY = 0, 7
_SHARED, _EXISTING = 0x3, 3
_TEXTS_AT = (12, 16, 20, 24)
_NONE = ctypes.c_void_p(-1).value


class Drive(NamedTuple):
    """One disk: its number, its STORAGE_DEVICE_DESCRIPTOR, its size (B), whether it turns."""

    number: int
    descriptor: bytes
    size: int
    turns: bool | None


class Described(NamedTuple):
    """What a STORAGE_DEVICE_DESCRIPTOR says. `bus`: STORAGE_BUS_TYPE."""

    vendor: str
    model: str
    firmware: str
    serial: str
    bus: int
    removable: bool


def described(raw: bytes) -> Described:
    """Texts as they stand, at the offsets that the descriptor names; empty where it is torn."""
    vendor, model, firmware, serial = (_text(raw, _number(raw[n : n + 4])) for n in _TEXTS_AT)
    removable = raw[10:11] == b"\x01"
    return Described(vendor, model, firmware, serial, _number(raw[28:32]), removable)


def _text(raw: bytes, at: int) -> str:
    return raw[at:].partition(b"\0")[0].decode("latin-1") if 0 < at < len(raw) else ""


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def drives() -> list[Drive]:
    """Each disk that is there. Raises OSError where none can be asked."""
    found = []
    for number in range(_MOST):
        with suppress(OSError), _opened(rf"\\.\PhysicalDrive{number}") as handle:
            found.append(_drive(handle, number))
    if not found:
        raise OSError("no disk can be asked")
    return found


def _drive(handle: Any, number: int) -> Drive:
    descriptor = _told(handle, _PROPERTY, _asked(_DEVICE), 1024)
    size, turns = 0, None
    with suppress(OSError):
        size = _number(_told(handle, _GEOMETRY, b"", 256)[24:32])
    with suppress(OSError):
        turns = _told(handle, _PROPERTY, _asked(_SEEK_PENALTY), 12)[8:9] == b"\x01"
    return Drive(number, descriptor, size, turns)


def _asked(property_: int) -> bytes:
    """A STORAGE_PROPERTY_QUERY of the standard kind."""
    return property_.to_bytes(4, "little") + bytes(8)


def disks_of(drive: str) -> list[int]:
    """The numbers of the disks that a drive (`C:`) lies on. Raises OSError."""
    with _opened(rf"\\.\{drive}") as handle:
        return extents(_told(handle, _EXTENTS, b"", 1024))


def extents(raw: bytes) -> list[int]:
    """The disks in VOLUME_DISK_EXTENTS: a count (8 bytes), then 24 bytes each."""
    count = min(_number(raw[:4]), max(0, len(raw) - 8) // 24)
    return [_number(raw[8 + 24 * n : 12 + 24 * n]) for n in range(count)]


@contextmanager
def _opened(name: str) -> Iterator[Any]:
    """A device, neither to be read nor written: to ask it is enough."""
    create = function(
        "kernel32", "CreateFileW", HANDLE, TEXT, DWORD, DWORD, POINTER, DWORD, DWORD, HANDLE
    )
    handle = create(name, 0, _SHARED, None, _EXISTING, 0, None)
    if handle == _NONE:
        raise failed(f"CreateFile {name}")
    try:
        yield handle
    finally:
        function("kernel32", "CloseHandle", DWORD, HANDLE)(handle)


def _told(handle: Any, code: int, asked: bytes, most: int) -> bytes:
    """What a driver answers to a control code."""
    ask = function(
        *("kernel32", "DeviceIoControl", DWORD, HANDLE, DWORD),
        *(POINTER, DWORD, POINTER, DWORD, POINTER, POINTER),
    )
    buffer, size = ctypes.create_string_buffer(most), DWORD()
    given = asked or None, len(asked)
    if not ask(handle, code, *given, buffer, most, ctypes.byref(size), None):
        raise failed(f"DeviceIoControl {code:#x}")
    return buffer.raw[: size.value]

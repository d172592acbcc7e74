"""How many processors, cores and threads Windows sees.

Source: Microsoft Learn, "GetLogicalProcessorInformationEx" and
"SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX": records of a kind (4 bytes), a size (4) and what the kind
needs; of a core and of a package that is flags (1), class (1), 20 of nothing, the number of groups
(2), and a mask of threads (8) with its group (8) for each.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

from agent.windows.library import DWORD, POINTER, failed, function

_CORE, _PACKAGE, _ALL = 0, 3, 0xFFFF
_GROUPS_AT, _MASKS_AT, _MASK_SIZE = 30, 32, 16


class Topology(NamedTuple):
    """What there is of each."""

    sockets: int
    cores: int
    threads: int


def topology() -> Topology:
    """As Windows sees it. Raises OSError."""
    ask = function("kernel32", "GetLogicalProcessorInformationEx", DWORD, DWORD, POINTER, POINTER)
    size = DWORD()
    ask(_ALL, None, ctypes.byref(size))
    buffer = ctypes.create_string_buffer(size.value)
    if not size.value or not ask(_ALL, buffer, ctypes.byref(size)):
        raise failed("GetLogicalProcessorInformationEx")
    return counted(buffer.raw[: size.value])


def counted(raw: bytes) -> Topology:
    """What the records say. A record that is torn ends it."""
    records = list(_records(raw))
    cores = [record for kind, record in records if kind == _CORE]
    sockets = sum(kind == _PACKAGE for kind, _ in records)
    return Topology(sockets, len(cores), sum(map(_threads, cores)))


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 8 <= len(raw):
        kind, size = _number(raw[at : at + 4]), _number(raw[at + 4 : at + 8])
        if size < 8 or at + size > len(raw):
            return
        yield kind, raw[at : at + size]
        at += size


def _threads(core: bytes) -> int:
    groups = _number(core[_GROUPS_AT:_MASKS_AT])
    masks = (core[_MASKS_AT + n * _MASK_SIZE :][:8] for n in range(groups))
    return sum(_number(mask).bit_count() for mask in masks)


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "little")

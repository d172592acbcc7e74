"""Descriptors: as many as the system lets us have, shared so that nobody's take another's."""

from __future__ import annotations

import os
import resource
from typing import NamedTuple

_WANTED = 65_536
_RESERVE = 256
"""For journal, state, mail, standards and logs: they are opened when there is something to do."""
_PAGES = 256
COST = 64 << 10
"""Bytes of memory that a connection over TLS takes."""


class Shares(NamedTuple):
    """How many connections each listener may have."""

    door: int
    pages: int


def raise_limit() -> int:
    """Have as many descriptors as we may; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    wanted = _WANTED if hard == endless else min(_WANTED, hard)
    if soft == endless or soft >= wanted:
        return _WANTED if soft == endless else soft
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted


def memory() -> int:
    """Bytes of memory that this machine has."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def shares(limit: int, memory: int) -> Shares:
    """What each may have of so many descriptors, and of a quarter of so much memory (bytes)."""
    free = min(max(limit - _RESERVE, limit // 2), memory // 4 // COST)
    pages = min(_PAGES, free // 4)
    return Shares(free - pages, pages)

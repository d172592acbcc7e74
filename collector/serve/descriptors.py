"""Descriptors: as many as the system lets us have, shared so that nobody's take another's."""

from __future__ import annotations

import resource
from typing import NamedTuple

_WANTED = 65_536
_RESERVE = 256
"""For journal, state, mail, standards and logs: they are opened when there is something to do."""
_PAGES = 256


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


def shares(limit: int) -> Shares:
    """What each may have of so many descriptors."""
    free = max(limit - _RESERVE, limit // 2)
    pages = min(_PAGES, free // 4)
    return Shares(free - pages, pages)

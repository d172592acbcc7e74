"""How a desktop locks its screen, as far as the system's own settings tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from agent.report import Row


class Lock(NamedTuple):
    """`on`: it locks by itself, None where that is not set; `after` so many s without use;
    `forced`: users cannot change it."""

    on: bool | None = None
    after: int | None = None
    forced: bool = False


def section(locks: Iterable[Lock]) -> Row:
    """The facts of all desktops of a machine: each must lock, and the slowest counts. Empty where
    nothing is set."""
    locks = list(locks)
    if any(lock.on is False for lock in locks):
        off = [lock for lock in locks if lock.on is False]
        return {"on": False, "forced": all(lock.forced for lock in off)}
    if not locks or not all(lock.on for lock in locks):
        return {}
    found: Row = {"on": True, "forced": all(lock.forced for lock in locks)}
    told = [lock.after for lock in locks if lock.after is not None]
    return {**found, "after": max(told)} if len(told) == len(locks) else found

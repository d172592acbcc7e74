"""One look at the facts, here and now: for commands, and for who this machine is."""

from __future__ import annotations

from typing import NamedTuple

from agent import clock
from agent.inventory.conversation import Request
from agent.inventory.inventory import Found, Inventory
from agent.report import ProbeError


class Look(NamedTuple):
    """What was read, and what could not be."""

    found: Found
    errors: list[ProbeError]


def look(*names: str) -> Look:
    """The facts of these probes; of all of them, where none is named. Raises OSError."""
    inventory = Inventory(clock.now)
    inventory.read(Request(list(names) or None, {}))
    return Look(inventory.take(), inventory.errors())

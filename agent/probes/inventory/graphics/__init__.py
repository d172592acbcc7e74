"""The graphics adapters."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = Rows(
    {
        "slot": Field("1", "where it is in the machine", str),
        "name": Field("1", "its name", str),
        "vendor": Field("1", "who made it", str),
        "driver": Field("1", "its driver", str),
        "driver_version": Field("1", "its driver's version", str),
        "memory": Field("B", "memory of its own", int),
        "resolution": Field("1", "the resolution it shows now", str),
    },
    key="slot",
    help="graphics adapters",
)

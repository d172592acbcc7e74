"""How the disks fare, by their own word (SMART, NVMe): see `smart_device` for their counters."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 120.0
FACTS = Rows(
    {
        "name": Field("1", "the system's name for the disk", str),
        "model": Field("1", "the maker's name for the model", str),
        "serial": Field("1", "its serial number", str),
        "passed": Field("1", "it says of itself that it is well", bool),
        "worn": Field("%", "how much of its life is used up, in steps of five", int),
        "reallocated": Field("1", "spoilt sectors it has put others in place of", int),
        "unreadable": Field("1", "sectors it can no longer read", int),
        "trouble": Field("1", "what it complains of", str),
        "source": Field("1", "who told: smartctl, storage", str),
    },
    key="name",
    help="disks that tell how they fare",
)

"""The printers that this machine prints on."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = Rows(
    {
        "name": Field("1", "its name on this machine", str),
        "model": Field("1", "its model or driver", str),
        "port": Field("1", "where it is: a port or an address", str),
        "serial": Field("1", "its serial number, where USB tells it", str),
        "network": Field("1", "it is reached over the network", bool),
        "shared": Field("1", "this machine shares it", bool),
        "default": Field("1", "it is the machine's first choice", bool),
    },
    key="name",
    help="printers",
)

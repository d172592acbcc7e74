"""The network interfaces: permanent MAC, addresses, speed, real or virtual."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = Rows(
    {
        "name": Field("1", "the system's name for it", str),
        "mac": Field("1", "its address; the one it was made with where that can be told", str),
        "ipv4": Field("1", "IPv4 addresses with the length of the prefix", str),
        "ipv6": Field("1", "IPv6 addresses, without link-local ones", str),
        "speed": Field("Mbit/s", "speed of the link", int),
        "up": Field("1", "in use", bool),
        "virtual": Field("1", "has no hardware of its own", bool),
        "driver": Field("1", "the driver", str),
    },
    key="name",
    help="network interfaces",
)

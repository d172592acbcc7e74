"""The batteries of a laptop, and how much they have worn."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = Rows(
    {
        "name": Field("1", "the system's name for it", str),
        "vendor": Field("1", "who made it", str),
        "model": Field("1", "its model", str),
        "serial": Field("1", "its serial number", str),
        "chemistry": Field("1", "of what it is made: Li-ion, Li-poly, NiMH …", str),
        "design": Field("mWh", "what it could hold when new", int),
        "full": Field("mWh", "what it can hold now", int),
        "health": Field("%", "what it can hold now of what it could when new", int),
        "cycles": Field("1", "how often it was charged", int),
        "made": Field("date", "the day it was made", str),
    },
    key="name",
    help="batteries",
)

"""The monitors that are connected, by their EDID. Source: VESA E-EDID 1.4."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
FACTS = Rows(
    {
        "port": Field("1", "where it is connected", str),
        "vendor": Field("1", "who made it", str),
        "model": Field("1", "its model", str),
        "serial": Field("1", "its serial number", str),
        "year": Field("1", "the year it was made", int),
        "week": Field("1", "the week it was made", int),
        "inches": Field("1", "its diagonal, in inches", float),
        "resolution": Field("1", "its own resolution", str),
    },
    key="port",
    help="monitors",
)

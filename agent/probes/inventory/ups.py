"""The UPSes on this machine, by Network UPS Tools.

Source: NUT's variables, developer guide.
"""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR, Host, Nothing
from agent.report import Row
from agent.ups import nut
from agent.ups.status import REPLACE, flags

EVERY = HOUR
FACTS = Rows(
    {
        "name": Field("1", "what NUT calls it", str),
        "vendor": Field("1", "who made it", str),
        "model": Field("1", "the maker's model", str),
        "serial": Field("1", "its serial number", str),
        "firmware": Field("1", "the version of its firmware", str),
        "battery_date": Field("1", "when its battery was put in, as somebody told it", str),
        "replace_battery": Field("1", "it asks for a new battery", bool),
    },
    key="name",
    help="UPSes that this machine watches",
)
_VARIABLES = {
    "vendor": "device.mfr",
    "model": "device.model",
    "serial": "device.serial",
    "firmware": "ups.firmware",
    "battery_date": "battery.date",
}


def read(host: Host) -> list[Row]:
    """A row for each. Raises Nothing where there is none, OSError where upsd is at fault."""
    found = host.outside.call(nut.upses)
    if not found:
        raise Nothing
    return [row(name, told) for name, told in sorted(found.items())]


def row(name: str, told: nut.Variables) -> Row:
    """One UPS. Pure."""
    known: Row = {fact: told[key] for fact, key in _VARIABLES.items() if told.get(key)}
    bits = flags(told.get("ups.status", "").split())
    return {"name": name, **known, "replace_battery": bool(bits & REPLACE)}

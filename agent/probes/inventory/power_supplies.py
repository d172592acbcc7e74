"""The power supplies, by the firmware (SMBIOS type 39)."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR, Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.power import power_supplies

EVERY = HOUR
FACTS = Rows(
    {
        "place": Field("1", "where it is in the machine", str),
        "name": Field("1", "its name", str),
        "vendor": Field("1", "who made it", str),
        "model": Field("1", "the maker's model or part number", str),
        "serial": Field("1", "its serial number", str),
        "watts": Field("W", "the most it gives", int),
        "present": Field("1", "it is there", bool),
        "plugged": Field("1", "it has power", bool),
    },
    key="place",
    help="power supplies",
)


def read(host: Host) -> list[Row]:
    """A row for each place. Raises Nothing where the firmware tells of none."""
    table = firmware.table(host)
    rows = power_supplies(table) if table else []
    if not rows:
        raise Nothing
    return rows

"""A UPS by Network UPS Tools, with the names of Telegraf's `upsd`.

Source: NUT's variables, developer guide; Telegraf, plugins/inputs/upsd.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.field import Field
from agent.probe import SAMPLE, Host, Nothing, Sample
from agent.report import Row
from agent.ups import nut
from agent.ups.status import flags, number

EVERY = SAMPLE
TAGS = ("ups_name",)
FIELDS = {
    "status_flags": Field("1", "bits: 8 on line, 16 on battery, 64 low, 128 replace it", int),
    "battery_charge_percent": Field("%", "how full its battery is"),
    "time_left_ns": Field("ns", "how long the battery lasts at this load", int),
    "load_percent": Field("%", "its load, of what it can bear"),
    "input_voltage": Field("V", "what comes from the mains"),
    "input_frequency": Field("Hz", "what comes from the mains"),
    "output_voltage": Field("V", "what it gives"),
    "battery_voltage": Field("V", "of its battery"),
    "internal_temp": Field("°C", "within it"),
    "nominal_input_voltage": Field("V", "what it is made for"),
    "nominal_battery_voltage": Field("V", "what its battery is made for"),
    "nominal_power": Field("W", "what it can bear"),
}
_VARIABLES = {
    "battery_charge_percent": "battery.charge",
    "load_percent": "ups.load",
    "input_voltage": "input.voltage",
    "input_frequency": "input.frequency",
    "output_voltage": "output.voltage",
    "battery_voltage": "battery.voltage",
    "internal_temp": "ups.temperature",
    "nominal_input_voltage": "input.voltage.nominal",
    "nominal_battery_voltage": "battery.voltage.nominal",
    "nominal_power": "ups.realpower.nominal",
}


def read(host: Host) -> Iterator[Sample]:
    """A row for each UPS. Raises Nothing where there is none, OSError where upsd is at fault."""
    if not (found := host.outside.call(nut.upses)):
        raise Nothing
    for name, told in found.items():
        yield {"ups_name": name}, row(told)


def row(told: nut.Variables) -> Row:
    """One UPS's variables as Telegraf names them. Pure."""
    found: Row = {"status_flags": flags(told.get("ups.status", "").split())}
    for field, variable in _VARIABLES.items():
        value = number(told.get(variable, ""))
        if value is not None:
            found[field] = value
    left = number(told.get("battery.runtime", ""))
    if left is not None and left >= 0:
        found["time_left_ns"] = int(left * 1e9)
    return found

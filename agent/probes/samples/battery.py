"""The batteries of a laptop: how full, whether mains power is there, how long they last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.linux.files import line, number
from agent.linux.supplies import energy, plugged, power, supplies
from agent.probe import SAMPLE, Host, Nothing, Sample
from agent.report import Row

EVERY = SAMPLE
TAGS = ("battery",)
FIELDS = {
    "percent": Field("%", "how full it is"),
    "plugged": Field("1", "mains power is there", bool),
    "power": Field("W", "what flows: into it, or out of it where less than 0"),
    "seconds_left": Field("s", "how long it lasts at this load, while it is in use", int),
}
_NEVER = 4 * 86_400
"""Seconds that no battery lasts: what some say for not known."""


def read(host: Host) -> Iterator[Sample]:
    """A row for each battery. Raises Nothing where there is none."""
    if host.outside.system == "windows":
        yield _elsewhere()
        return
    if not host.kept.get("some", True):  # a desktop grows no battery
        raise Nothing
    found = supplies(host)
    host.kept["some"] = bool(found.batteries)
    if not found.batteries:
        raise Nothing
    mains = plugged(found)
    for place in found.batteries:
        yield {"battery": place.name}, _row(place, mains)


def _row(place: Path, mains: bool | None) -> Row:
    row: Row = {} if mains is None else {"plugged": mains}
    percent = number(place / "capacity")
    if percent is not None:
        row["percent"] = float(max(0, min(100, percent)))
    flow, draining = power(place), line(place / "status") == "Discharging"
    if flow is not None:
        row["power"] = -flow if draining else flow
    left = energy(place, "now")
    if draining and left and flow and left * 3.6 / flow < _NEVER:
        row["seconds_left"] = round(left * 3.6 / flow)
    return row


def _elsewhere() -> Sample:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    told = psutil.sensors_battery()
    if told is None:
        raise Nothing
    row: Row = {"percent": float(told.percent)}
    if told.power_plugged is not None:
        row["plugged"] = bool(told.power_plugged)
    if not told.power_plugged and 0 < told.secsleft < _NEVER:
        row["seconds_left"] = int(told.secsleft)
    return {"battery": "all"}, row

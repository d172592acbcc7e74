"""What cannot wait for the next batch: seen by comparing one sample with the one before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from agent.grid import Moment
from agent.report import Clock, Row
from agent.ups import status

JUMP = 60.0
"""Seconds between the wall and the monotonic clock that make a jump."""

Urgent = tuple[str, Row]
"""An event's kind and detail."""


LOW = 10.0
"""Percent of a battery at which its machine will soon be off."""


def news(before: Moment, after: Moment) -> Iterator[Urgent]:
    """File systems that turned read-only, and power that went or came back."""
    yield from _read_only(before, after)
    yield from _power(_batteries(before), _batteries(after))


def _power(before: dict[str, Row], after: dict[str, Row]) -> Iterator[Urgent]:
    """Mains power is told once, however many batteries there are; that one runs low, of each."""
    told = (
        {row.get("plugged") for row in before.values()},
        {row.get("plugged") for row in after.values()},
    )
    if told in (({True}, {False}), ({False}, {True})):
        least = min((row["percent"] for row in after.values() if "percent" in row), default=None)
        detail: Row = {} if least is None else {"percent": least}
        yield "power_lost" if told[1] == {False} else "power_back", detail
    for name, row in after.items():
        if row.get("plugged") is False and _is_low(row) and not _is_low(before.get(name, row)):
            left = {"percent": row["percent"]} if "percent" in row else {}
            yield "battery_low", {"battery": name, **left}


def _is_low(row: Row) -> bool:
    if "low" in row:
        return bool(row["low"])
    percent = row.get("percent")
    return isinstance(percent, float) and percent <= LOW


def _batteries(moment: Moment) -> dict[str, Row]:
    """Batteries, those of UPSes too, by name."""
    found: dict[str, Row] = {}
    for reading in moment.readings:
        if reading.measurement == "battery":
            found[reading.tags.get("battery", "")] = reading.values
        elif reading.measurement == "upsd":
            found[reading.tags["ups_name"]] = _ups(reading.values)
    return found


def _ups(told: Row) -> Row:
    """A UPS as a battery. It knows best how long it lasts: low is when it says so."""
    bits = int(told.get("status_flags", 0))
    row: Row = {"low": bool(bits & status.BATTERY_LOW)}
    if (mains := status.plugged(bits)) is not None:
        row["plugged"] = mains
    if "battery_charge_percent" in told:
        row["percent"] = told["battery_charge_percent"]
    return row


def _read_only(before: Moment, after: Moment) -> Iterator[Urgent]:
    """The kernel makes a file system read-only when its disk fails."""
    modes = _modes(before)
    for path, (mode, device) in _modes(after).items():
        if mode == "ro" and modes.get(path, ("ro", ""))[0] == "rw":
            yield "filesystem_read_only", {"path": path, "device": device}


def _modes(moment: Moment) -> dict[str, tuple[str, str]]:
    return {
        reading.tags.get("path", ""): (reading.tags.get("mode", ""), reading.tags.get("device", ""))
        for reading in moment.readings
        if reading.measurement == "disk"
    }


def clock_news(before: Clock, after: Clock) -> Iterator[Urgent]:
    """A wall clock that was set: times before it may be wrong."""
    jump = (after.wall - before.wall) - (after.mono - before.mono)
    if abs(jump) > JUMP:
        yield "clock_jumped", {"seconds": round(jump)}

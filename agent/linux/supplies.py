"""Batteries and mains by the kernel. Source: Documentation/ABI/testing/sysfs-class-power."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from agent.linux.files import line, number
from agent.probe import Host


class Supplies(NamedTuple):
    """The folders of what gives the machine its power."""

    batteries: list[Path]
    mains: list[Path]


def supplies(host: Host) -> Supplies:
    """The machine's own: a mouse has a battery too, of another scope."""
    folder = host.path("/sys/class/power_supply")
    ours = sorted(f for f in folder.glob("*") if line(f / "scope") != "Device")
    kinds = {place: line(place / "type") for place in ours}
    return Supplies(
        [place for place in ours if kinds[place] == "Battery" and line(place / "present") != "0"],
        [place for place in ours if kinds[place] in ("Mains", "USB")],
    )


def plugged(found: Supplies) -> bool | None:
    """Whether mains power is there; None where nothing tells."""
    online = [told for place in found.mains if (told := number(place / "online")) is not None]
    if online:
        return any(online)
    states = {line(place / "status") for place in found.batteries} - {"", "Unknown"}
    return "Discharging" not in states if states else None


def energy(place: Path, what: str) -> int | None:
    """Of a battery, mWh: what it holds `now`, could when `full`, or should by its `full_design`.

    Some count charge (µAh) instead: times the voltage it is made for.
    """
    micro = number(place / f"energy_{what}")
    if micro is not None:
        return micro // 1000
    charge = number(place / f"charge_{what}")
    volts = number(place / "voltage_min_design") or number(place / "voltage_now")
    if charge is None or not volts:
        return None
    return charge * volts // 1_000_000_000


def power(place: Path) -> float | None:
    """What flows, W, without direction; None where it is not told."""
    micro = number(place / "power_now")
    if micro is not None:
        return abs(micro) / 1e6
    current, volts = number(place / "current_now"), number(place / "voltage_now")
    return None if current is None or volts is None else abs(current) * volts / 1e12

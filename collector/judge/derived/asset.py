"""What kind of thing it is: by its chassis, else by what runs on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"kind": Field("1", "server, desktop, laptop, all_in_one … or unknown", str)}

_BY_CHASSIS = {
    "desktop": "desktop",
    "laptop": "laptop",
    "all_in_one": "all_in_one",
    "tablet": "tablet",
    "server": "server",
}


def derive(facts: Mapping[str, Any], _context: Context) -> dict[str, Any]:
    """The section."""
    return {"kind": kind(facts)}


def kind(facts: Mapping[str, Any]) -> str:
    """A system made for servers makes a server; then the chassis decides; then the desktop."""
    system, machine = facts.get("os", {}), facts.get("machine", {})
    if "server" in str(system.get("name", "")).casefold():
        return "server"
    by_chassis = _BY_CHASSIS.get(str(machine.get("chassis", "")))
    if by_chassis and not (machine.get("virtual") and by_chassis == "desktop"):
        return by_chassis
    if "graphical" in system:
        return "desktop" if system["graphical"] else "server"
    return "unknown"

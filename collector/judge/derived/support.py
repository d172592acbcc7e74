"""Until when the maker mends the system, by the tables in `collector/lifecycle`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context
from collector.judge.operators import version_key

FACTS = {
    "ends": Field("date", "the last day of security updates", str),
    "days_left": Field("d", "days until then; negative when it is past", int),
    "release": Field("1", "the release the tables know", str),
    "ended_before": Field(
        "date", "of a release older than the tables: its updates had ended before this day", str
    ),
}
BESIDE = {"days_left": ("support.ends", "os.version", "os.name")}
"""Days need their day, and a system that the tables do not know its name."""
_ALL = "ends"
"""Where all editions of a release had one day."""

_Table = Mapping[str, Mapping[str, Any]]
"""Version -> the release's name, and the last day of each channel."""


def derive(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty for a release the tables do not know (a newer one is no breach)."""
    system = facts.get("os", {})
    which = _windows if system.get("family") == "windows" else _linux
    version, channel, table = which(system, context.lifecycle)
    row = table.get(version)
    if row is None:
        return _older(version, table)
    ends = row.get(channel, row.get(_ALL))
    if ends is None:
        return {}
    today = datetime.datetime.fromtimestamp(context.now, datetime.UTC).date()
    days = (ends - today).days
    return {"release": str(row["name"]), "ends": ends.isoformat(), "days_left": days}


def _older(version: str, table: _Table) -> dict[str, Any]:
    """What is older than the oldest release of the table ended before that did."""
    oldest = min(table, key=version_key, default="")
    if not version[:1].isdigit() or version_key(version) >= version_key(oldest):
        return {}
    ends = [day for key, day in table[oldest].items() if key != "name"]
    return {"ended_before": max(ends).isoformat()}


def _linux(system: Mapping[str, Any], lifecycle: Mapping[str, Any]) -> tuple[str, str, _Table]:
    """Its version (testing and sid of Debian have none), and the table it is in."""
    table: _Table = lifecycle.get(str(system.get("id", "")), {}).get("releases", {})
    return str(system.get("version_id", "")), _ALL, table


def _windows(system: Mapping[str, Any], lifecycle: Mapping[str, Any]) -> tuple[str, str, _Table]:
    """A build alone does not tell: Windows 11 24H2 and Server 2025 share one. The edition does."""
    numbers = str(system.get("version_id", "")).split(".")
    build = numbers[2] if len(numbers) > 2 else numbers[-1]
    channel = windows_channel(str(system.get("edition", ""))) or "not known"
    part = "server" if channel == "server" else "client"
    table: _Table = lifecycle.get("windows", {}).get(part, {})
    return build, channel, table


def windows_channel(edition: str) -> str | None:
    """The support channel of a registry EditionID; None if it is not known."""
    if edition.startswith("Server"):
        return "server"
    if edition in ("EnterpriseS", "EnterpriseSN"):
        return "ltsc"
    if edition in ("IoTEnterpriseS", "IoTEnterpriseSK"):
        return "iot_ltsc"
    if edition.startswith(("Enterprise", "Education", "IoTEnterprise")):
        return "enterprise"
    if edition.startswith(("Core", "Professional")):
        return "home_pro"
    return None

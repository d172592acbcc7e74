"""Until when the maker mends the system, by the tables in `collector/lifecycle`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {
    "ends": Field("date", "the last day of security updates", str),
    "days_left": Field("d", "days until then; negative when it is past", int),
    "release": Field("1", "the release the tables know", str),
}


def derive(facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty for a release the tables do not know (a newer one is no breach)."""
    system = facts.get("os", {})
    found = (
        _windows(system, context) if system.get("family") == "windows" else _linux(system, context)
    )
    if found is None:
        return {}
    release, ends = found
    today = datetime.datetime.fromtimestamp(context.now, datetime.UTC).date()
    return {
        "release": release,
        "ends": ends.isoformat(),
        "days_left": (ends - today).days,
    }


def _linux(system: Mapping[str, Any], context: Context) -> tuple[str, datetime.date] | None:
    table = context.lifecycle.get(str(system.get("id", "")), {}).get("releases", {})
    row = table.get(str(system.get("version_id", "")))
    return (str(row["name"]), row["ends"]) if row else None


def _windows(system: Mapping[str, Any], context: Context) -> tuple[str, datetime.date] | None:
    """A build alone does not tell: Windows 11 24H2 and Server 2025 share one. The edition does."""
    build = str(system.get("version_id", "")).split(".")[-1]
    channel = windows_channel(str(system.get("edition", "")))
    part = "server" if channel == "server" else "client"
    row = context.lifecycle.get("windows", {}).get(part, {}).get(build)
    if row is None or channel is None or channel not in row:
        return None
    return str(row["name"]), row[channel]


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

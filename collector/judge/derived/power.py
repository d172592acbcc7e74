"""How long the machine has been on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"on_for": Field("s", "time since its last start", int)}


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty where no sample told its uptime."""
    rows = context.fresh("system", 86_400)
    uptime = rows[0]["fields"].get("uptime") if rows else None
    if uptime is None:
        return {}
    return {"on_for": int(uptime) + context.now - context.samples["system"].at}

"""How long the machine had been on when it was last sampled: whether it still is, nobody knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"on_for": Field("s", "time since its last start, as of its newest sample", int)}
MEASUREMENT = "system"


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty where no sample told its uptime."""
    rows = context.fresh(MEASUREMENT, 86_400)
    uptime = rows[0]["fields"].get("uptime") if rows else None
    return {} if uptime is None else {"on_for": int(uptime)}

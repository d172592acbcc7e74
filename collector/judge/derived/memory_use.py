"""How much of the memory is in use, by the newest sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"percent": Field("%", "memory that programs cannot get any more")}
MEASUREMENT = "mem"


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty where no fresh sample tells."""
    rows = context.fresh(MEASUREMENT, 3600)
    available = rows[0]["fields"].get("available_percent") if rows else None
    return {} if available is None else {"percent": round(100 - available, 1)}

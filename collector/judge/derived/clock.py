"""How far the machine's clock is off ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"offset": Field("s", "how far its clock is off, either way")}


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section; empty where it is not known."""
    if context.clock_offset is None:
        return {}
    return {"offset": abs(context.clock_offset)}

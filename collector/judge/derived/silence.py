"""How long nothing was heard of the asset, the collector's own absence left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"lasts": Field("s", "time since it was last heard of", int)}


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section: nobody is silent while nobody listens."""
    return {"lasts": max(0, context.now - max(context.last_seen, context.back_since))}

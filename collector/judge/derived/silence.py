"""How long nothing was heard from the asset, the collector's own absences left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {"lasts": Field("s", "time since it was last heard from", int)}
COMING_BACK = 900
"""Seconds after an absence in which agents may still wait to try again: their longest back-off."""


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section: nobody is silent while nobody listens."""
    whole = context.now - context.last_seen
    return {"lasts": max(0, whole - _unheard(context))}


def _unheard(context: Context) -> int:
    """Seconds since it was last heard from in which the collector could not have heard it."""
    total, reached = 0, context.last_seen
    for since, until in sorted(context.away):
        start, end = max(since, reached), min(until + COMING_BACK, context.now)
        if end > start:
            total, reached = total + end - start, end
    return total

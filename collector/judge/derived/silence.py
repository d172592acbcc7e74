"""How long nothing was heard from the asset, the collector's own absences left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agent.field import Field
from collector.judge.derived.context import Context

FACTS = {
    "lasts": Field("s", "time since it was last heard from", int),
    "since": Field("UTC s", "when it was last heard from", int),
}
BESIDE = {"lasts": ("silence.since",)}
"""A span is old as soon as it is told; the moment stays true."""
COMING_BACK = 900
"""Seconds after an absence in which agents may still wait to try again: their longest back-off."""


def derive(_facts: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The section: nobody is silent while nobody listens."""
    since = context.last_seen
    return {"lasts": lasts(since, context.now, context.away), "since": since}


def lasts(last_seen: int, now: int, away: Sequence[tuple[int, int]]) -> int:
    """Seconds of silence since a moment (UTC s), but for those in which nobody could be heard."""
    return max(0, now - last_seen - _unheard(last_seen, now, away))


def _unheard(last_seen: int, now: int, away: Sequence[tuple[int, int]]) -> int:
    """Seconds since it was last heard from in which the collector could not have heard it."""
    total, reached = 0, last_seen
    for since, until in sorted(away):
        start, end = max(since, reached), min(until + COMING_BACK, now)
        if end > start:
            total, reached = total + end - start, end
    return total

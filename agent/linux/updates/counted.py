"""How many updates wait, where a manager may be busy, have no lists, or lack a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from agent.probe import Nothing


def count(rows: Callable[[], Iterable[object]]) -> int | None:
    """How many; None where that cannot be told."""
    try:
        return sum(1 for _ in rows())
    except (Nothing, OSError):
        return None

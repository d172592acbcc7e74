"""A status as an agent writes it, with nothing in it."""

from __future__ import annotations

from typing import Any

from agent import status


def blank(**more: Any) -> dict[str, Any]:
    """Whole, of the right types, and `more`."""
    empty = {name: kind() if isinstance(kind, type) else 0.0 for name, kind in status.KINDS.items()}
    return empty | more

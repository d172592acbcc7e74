"""Every place in data as JSON and YAML hold it, for tests that put something else there."""

from __future__ import annotations

import copy
from typing import Any

Place = tuple[Any, ...]
"""The keys and indexes that lead to a place."""


def places(thing: Any, path: Place = ()) -> list[Place]:
    """All paths within a thing, but for the thing itself."""
    pairs: Any = ()
    if isinstance(thing, dict):
        pairs = thing.items()
    elif isinstance(thing, list):
        pairs = enumerate(thing)
    found = [path] if path else []
    for key, value in pairs:
        found += places(value, (*path, key))
    return found


def replaced(thing: Any, path: Place, value: Any) -> Any:
    """A copy with another value at a place."""
    whole = copy.deepcopy(thing)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return whole

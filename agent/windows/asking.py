"""What several probes ask of WMI and calls, where others may tell it too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from agent.outside import Outside

STORAGE = r"root\Microsoft\Windows\Storage"
Told = TypeVar("Told")


def objects(
    outside: Outside, query: str, namespace: str = r"root\cimv2", patience: float = 15.0
) -> list[dict[str, Any]]:
    """The objects of a query; none where WMI does not answer."""
    try:
        return outside.wmi(query, namespace, patience=patience)
    except OSError:
        return []


def called(outside: Outside, asking: Callable[..., Told], *words: Any) -> Told | None:
    """What a call tells; None where it tells nothing."""
    try:
        return outside.call(asking, *words)
    except OSError:
        return None


def query(of: str, names: Sequence[str], where: str = "") -> str:
    """A query in WQL for some properties of a class."""
    asked = f"SELECT {', '.join(names)} FROM {of}"  # noqa: S608 (WQL, and all words are ours)
    return f"{asked} WHERE {where}" if where else asked

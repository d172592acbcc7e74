"""What a rule must look like before its conditions are read. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from collector.judge.rule import GROUPS, KINDS
from collector.judge.verdict import SEVERITIES
from collector.lined import hint

REQUIRED = ["id", "version", "title", "group", "severity", "require", "why", "remedy", "examples"]
OPTIONAL = ["enabled", "applies_to", "when", "escalate", "for", "settle", "at_once", "references"]
_WORDS = {"en": "x", "sw": "x"}

Faults = Iterator[tuple[str, tuple[Any, ...]]]


def shape_faults(thing: dict[str, Any]) -> Faults:
    """What is wrong with a rule's keys and plain values."""
    known = REQUIRED + OPTIONAL
    for key in thing:
        if key not in known:
            yield f"unknown key {key}{hint(key, known)}", (key,)
    for key in REQUIRED:
        if key not in thing:
            yield f"{key} is missing", ()
    for key in ("title", "why", "remedy"):
        if not _is_words(thing.get(key, _WORDS)):
            yield f"{key} needs both languages: {{en: …, sw: …}}", (key,)
    yield from _grades_wrong(thing)
    yield from _applies_wrong(thing.get("applies_to") or {})


def _grades_wrong(thing: dict[str, Any]) -> Faults:
    if "group" in thing and thing["group"] not in GROUPS:
        yield (
            f"group {thing['group']!r} is unknown{hint(thing['group'], list(GROUPS))}",
            ("group",),
        )
    for grade in (thing.get("severity", "info"), *(thing.get("escalate") or {})):
        if grade not in SEVERITIES:
            yield (
                f"severity {grade!r} is unknown{hint(grade, list(SEVERITIES))}",
                ("severity",),
            )
    if not isinstance(thing.get("version", 1), int):
        yield "version must be a whole number", ("version",)


def _applies_wrong(applies: Any) -> Faults:
    if not isinstance(applies, dict):
        yield "applies_to must be named lists: {kind: [server], os: [linux]}", ("applies_to",)
        return
    for key, values in applies.items():
        if key not in ("kind", "os"):
            yield f"unknown key {key}{hint(key, ['kind', 'os'])}", ("applies_to", key)
        elif not isinstance(values, list):
            yield f"{key} must be a list", ("applies_to", key)
        elif key == "kind":
            for kind in values:
                if kind not in KINDS:
                    yield (
                        f"kind {kind!r} is unknown{hint(kind, list(KINDS))}",
                        ("applies_to", key),
                    )


def _is_words(thing: Any) -> bool:
    return (
        isinstance(thing, dict)
        and set(thing) == {"en", "sw"}
        and all(isinstance(text, str) and text for text in thing.values())
    )

"""What a rule must look like before its conditions are read. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from collector.judge.rule import FAMILIES, GROUPS, KINDS
from collector.judge.units import UnitError, written
from collector.judge.verdict import BREACH, COMPLIANT, SEVERITIES, UNKNOWN
from collector.lined import hint
from collector.words.bilingual import either

REQUIRED = ["id", "version", "title", "group", "severity", "require", "why", "remedy", "examples"]
OPTIONAL = ["enabled", "applies_to", "when", "escalate", "for", "settle", "at_once", "references"]
NONE = "none"
"""How an example says that the rule does not apply."""
_LONGEST = 10**10
_EXAMPLE = ["is", "facts", "kind", "severity"]
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")

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
    for key, value in thing.items():
        if key in _CHECKS:
            yield from _CHECKS[key](key, value)
    yield from _raised_faults(thing)


def grade_faults(key: str, grade: Any) -> Faults:
    """What is wrong with a severity."""
    if grade not in SEVERITIES:
        yield f"severity {grade!r} is unknown{hint(grade, list(SEVERITIES))}", (key,)


def switch_faults(key: str, value: Any) -> Faults:
    """What is wrong with a switch."""
    if not isinstance(value, bool):
        yield f"{key} must be true or false", (key,)


def time_faults(key: str, value: Any) -> Faults:
    """What is wrong with a length of time."""
    if seconds(value) is None:
        yield f"{key} must be a time, like 30 min", (key,)


def seconds(value: Any) -> int | None:
    """A length of time in s; None if it is none."""
    try:
        plain = written(value, "s")
    except UnitError:
        return None
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        return None
    return int(plain) if 0 <= plain <= _LONGEST else None


def _id_faults(key: str, value: Any) -> Faults:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        yield "id must be a short text of letters, digits, - . and _, like HW-01", (key,)


def _version_faults(key: str, value: Any) -> Faults:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        yield "version must be a whole number from 1", (key,)


def _words_faults(key: str, value: Any) -> Faults:
    both = isinstance(value, dict) and set(value) == {"en", "sw"}
    if not both or not all(isinstance(text, str) and text for text in value.values()):
        yield f"{key} needs both languages: {{en: …, sw: …}}", (key,)


def _group_faults(key: str, value: Any) -> Faults:
    if value not in GROUPS:
        yield f"group {value!r} is unknown{hint(value, list(GROUPS))}", (key,)


def _escalate_faults(key: str, value: Any) -> Faults:
    if not isinstance(value, dict):
        yield "escalate must be conditions by severity: {critical: {fact: …}}", (key,)
        return
    for grade in value:
        yield from ((reason, (key, grade)) for reason, _ in grade_faults(key, grade))


def _raised_faults(thing: dict[str, Any]) -> Faults:
    """Grades of an escalation that would not raise the rule's own."""
    own, grades = thing.get("severity"), thing.get("escalate")
    for grade in grades if isinstance(grades, dict) and own in SEVERITIES else ():
        if grade in SEVERITIES and SEVERITIES.index(grade) <= SEVERITIES.index(own):
            yield f"{grade} is not graver than the rule's own {own}", ("escalate", grade)


def _applies_faults(key: str, value: Any) -> Faults:
    if not isinstance(value, dict):
        yield "applies_to must be named lists: {kind: [server], os: [linux]}", (key,)
        return
    for part, values in value.items():
        if part not in ("kind", "os"):
            yield f"unknown key {part}{hint(part, ['kind', 'os'])}", (key, part)
        elif not isinstance(values, list) or not values:
            yield f"{part} must be a list of names", (key, part)
        else:
            known = list(KINDS if part == "kind" else FAMILIES)
            yield from _name_faults(part, values, known, (key, part))


def _name_faults(part: str, values: list[Any], known: list[str], path: tuple[Any, ...]) -> Faults:
    for name in values:
        if name not in known:
            yield f"{part} {name!r} is unknown{hint(name, known)}", path


def _references_faults(key: str, value: Any) -> Faults:
    if not isinstance(value, list):
        yield "references must be a list", (key,)
        return
    for index, thing in enumerate(value):
        named = isinstance(thing, dict) and "id" in thing and set(thing) <= {"id", "note"}
        if not named and not isinstance(thing, str):
            yield "a reference is an id, or {id: …, note: …}", (key, index)
        elif isinstance(thing, dict) and isinstance(thing.get("note"), dict | list):
            yield from _note_faults(thing["note"], (key, index))


def _note_faults(note: Any, path: tuple[Any, ...]) -> Faults:
    if either(note) is None:
        yield "a note is one text, or both languages: {en: …, sw: …}", path


def _examples_faults(key: str, value: Any) -> Faults:
    if not isinstance(value, list):
        yield "examples must be a list", (key,)
        return
    for index, thing in enumerate(value):
        if not isinstance(thing, dict) or not isinstance(thing.get("facts"), dict):
            yield "an example needs {is: …, facts: {…}}", (key, index)
            continue
        if thing.get("is") not in (COMPLIANT, BREACH, UNKNOWN, NONE):
            yield "an example is compliant, breach, unknown or none", (key, index)
        if "severity" in thing:
            yield from (
                (r, (key, index, *p)) for r, p in grade_faults("severity", thing["severity"])
            )
        for odd in thing:
            if odd not in _EXAMPLE:
                yield f"unknown key {odd}{hint(odd, _EXAMPLE)}", (key, index, odd)


_CHECKS: dict[str, Callable[[str, Any], Faults]] = {
    "id": _id_faults,
    "version": _version_faults,
    "title": _words_faults,
    "why": _words_faults,
    "remedy": _words_faults,
    "group": _group_faults,
    "severity": grade_faults,
    "escalate": _escalate_faults,
    "applies_to": _applies_faults,
    "enabled": switch_faults,
    "at_once": switch_faults,
    "for": time_faults,
    "settle": time_faults,
    "references": _references_faults,
    "examples": _examples_faults,
}

"""What stands beside the rules in a standards file: numbers, sources, changes, adoptions. Pure."""

from __future__ import annotations

from typing import Any

from collector.judge.rule import KINDS, Adoption
from collector.judge.shape import Faults, grade_faults, switch_faults, time_faults
from collector.lined import hint
from collector.words.bilingual import either

TOP_KEYS = ["params", "references", "rules", "change", "adopted"]
NAMED = ("params", "references", "change")
"""The parts that are named values; the others are lists."""
CHANGEABLE = {
    "enabled": switch_faults,
    "at_once": switch_faults,
    "severity": grade_faults,
    "for": time_faults,
    "settle": time_faults,
}
"""What an officer's file may change of a shipped rule."""
_ADOPTION = ["letter", "by", "date", "rules"]
ALL = "all"
OTHER = "other"
"""Stands for the kinds that a parameter does not name."""


def part(content: dict[str, Any], key: str) -> Any:
    """A part of a file: what is there and of its form, else an empty one."""
    empty: Any = {} if key in NAMED else []
    found = content.get(key)
    return found if isinstance(found, type(empty)) else empty


def part_faults(content: dict[str, Any]) -> Faults:
    """All that is wrong beside the rules."""
    for key, value in content.items():
        if key not in TOP_KEYS:
            yield f"unknown key {key}{hint(key, TOP_KEYS)}", (key,)
        elif value is not None and not isinstance(value, dict if key in NAMED else list):
            yield _FORMS[key], (key,)
    yield from _params_wrong(part(content, "params"))
    yield from _references_wrong(part(content, "references"))
    yield from _changes_wrong(part(content, "change"))
    yield from _adopted_wrong(part(content, "adopted"))


_LETTER = "adopted needs the letter: [{letter: …, rules: all}]"
_FORMS = {
    "params": "params must be named values",
    "references": "references must be named values",
    "change": "change must be named values",
    "rules": "rules must be a list",
    "adopted": _LETTER,
}


def _params_wrong(params: dict[Any, Any]) -> Faults:
    known = [*KINDS, OTHER]
    for name, value in params.items():
        for kind in value if isinstance(value, dict) else ():
            if kind not in known:
                yield f"kind {kind!r} is unknown{hint(kind, known)}", ("params", name, kind)


def _references_wrong(references: dict[Any, Any]) -> Faults:
    for name, value in references.items():
        texts = isinstance(value, dict) and all(map(either, value.values()))
        if not texts or "title" not in value or not set(value) <= {"title", "verified"}:
            yield "a reference needs a title: {title: …, verified: …}", ("references", name)


def _changes_wrong(changes: dict[Any, Any]) -> Faults:
    for rule, values in changes.items():
        if not isinstance(values, dict):
            yield "change needs named values by rule: {HW-01: {enabled: false}}", ("change", rule)
            continue
        for key, value in values.items():
            if key not in CHANGEABLE:
                near = hint(key, list(CHANGEABLE))
                yield f"change can set only what it knows, not {key}{near}", ("change", rule, key)
            else:
                yield from ((r, ("change", rule, *p)) for r, p in CHANGEABLE[key](key, value))


def _adopted_wrong(adopted: list[Any]) -> Faults:
    for index, entry in enumerate(adopted):
        path = ("adopted", index)
        if not isinstance(entry, dict) or not _letter(entry):
            yield _LETTER, path
            continue
        rules = entry.get("rules", ALL)
        if rules != ALL and not (isinstance(rules, list) and rules):
            yield f"rules must be {ALL} or a list of rules", (*path, "rules")
        for key in entry:
            if key not in _ADOPTION:
                yield f"unknown key {key}{hint(key, _ADOPTION)}", (*path, key)


def _letter(entry: dict[str, Any]) -> str:
    """The reference of its letter; empty where there is none."""
    letter = entry.get("letter")
    return letter.strip() if isinstance(letter, str) else ""


def adoptions(adopted: list[Any], rule_id: str) -> list[Adoption]:
    """The entries among these by which a rule was adopted, the newest last."""
    found = []
    for entry in adopted:
        if isinstance(entry, dict) and _letter(entry):
            rules = entry.get("rules", ALL)
            if rules == ALL or (isinstance(rules, list) and rule_id in rules):
                by, date = (str(entry.get(key) or "") for key in ("by", "date"))
                found.append(Adoption(_letter(entry), by, date))
    return found

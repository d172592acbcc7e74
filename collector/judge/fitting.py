"""Whether a bound fits a word and a fact, and whether what stands beside them means a thing."""

from __future__ import annotations

from typing import Any

from agent.field import Field
from collector.judge.operators import LISTS, NUMBERS, PAIRS, PATTERNS, RISING
from collector.judge.units import FAMILIES


def misfit(operator: str, bound: Any, field: Field) -> str:
    """Why this bound cannot be compared with this fact by this word; empty if it can."""
    wrong = _wrong_shape(operator, bound)
    if wrong:
        return wrong
    if operator in NUMBERS and field.type not in (int, float):
        return f"{operator} needs a fact that is a number"
    types = _types(operator, field)
    for part in bound if isinstance(bound, list) else [bound]:
        odd = isinstance(part, bool) and field.type is not bool
        if odd or not isinstance(part, types):
            needed = _needed(operator, field)
            return f"{operator} {part!r} does not fit a fact of unit {field.unit}: use {needed}"
    if operator in PAIRS and bound[0] > bound[1]:
        return f"{operator} needs the smaller number first"
    return ""


def _wrong_shape(operator: str, bound: Any) -> str:
    if operator in LISTS and not isinstance(bound, list):
        return f"{operator} needs a list"
    if operator in PAIRS and len(bound) != 2:
        return f"{operator} needs two numbers, from and to"
    if isinstance(bound, list) and operator not in (*LISTS, *PATTERNS):
        return f"{operator} needs one value, not a list"
    return ""


def _types(operator: str, field: Field) -> tuple[type, ...]:
    if operator in PATTERNS or operator.startswith("version"):
        return (str,)
    return (int, float) if operator in NUMBERS or field.type is float else (field.type,)


def _needed(operator: str, field: Field) -> str:
    """What can be compared with such a fact, in words."""
    if operator in PATTERNS or operator.startswith("version") or field.type is str:
        return "a text"
    if field.type is bool:
        return "true or false"
    units = ", ".join(FAMILIES.get(field.unit, ()))
    return f"a number of {units}" if units else "a number"


def odd_extra(operator: str, thing: dict[str, Any]) -> tuple[str, str]:
    """The key beside a word that means nothing there, and why; two empty texts if all do."""
    for extra in ("doubt", "clears"):
        if extra in thing and operator not in RISING:
            return extra, f"{extra} means nothing beside {operator}, only beside {_CAN}"
    if thing.get("if_unknown", "skip") != "skip":
        return "if_unknown", "if_unknown can only be skip"
    return "", ""


_CAN = ", ".join(RISING)

"""The words a rule can use to compare. Each answers True or False; what is unknown never gets here.

No word takes a pattern language: `like` knows * and ? alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache
from typing import Any

Operator = Callable[[Any, Any], bool]


def version_key(text: object) -> tuple[tuple[int, int | str], ...]:
    """A version as something that sorts: numbers as numbers, words as words; 7.0 is 7."""
    parts = re.findall(r"\d+|[a-z]+", str(text).casefold())
    while len(parts) > 1 and not parts[-1].strip("0"):
        parts.pop()
    return tuple((1, int(p)) if p.isdigit() else (0, p) for p in parts)


def _like(value: Any, patterns: Any) -> bool:
    plain = str(value).casefold()
    forms = _forms(tuple(str(pattern) for pattern in _listed(patterns)))
    return any(form(plain) for form in forms)


@lru_cache(512)
def _forms(patterns: tuple[str, ...]) -> list[Callable[[str], object]]:
    """What each text with * and ? asks of another; every other character is itself."""
    return [re.compile(translate(p.casefold().replace("[", "[[]"))).match for p in patterns]


def _listed(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else [thing]


OPERATORS: dict[str, Operator] = {
    "at_least": lambda value, bound: bool(value >= bound),
    "at_most": lambda value, bound: bool(value <= bound),
    "above": lambda value, bound: bool(value > bound),
    "below": lambda value, bound: bool(value < bound),
    "between": lambda value, pair: bool(pair[0] <= value <= pair[1]),
    "outside": lambda value, pair: not pair[0] <= value <= pair[1],
    "is": lambda value, other: bool(value == other),
    "is_not": lambda value, other: bool(value != other),
    "one_of": lambda value, others: value in _listed(others),
    "none_of": lambda value, others: value not in _listed(others),
    "like": _like,
    "unlike": lambda value, patterns: not _like(value, patterns),
    "version_at_least": lambda value, bound: version_key(value) >= version_key(bound),
    "version_below": lambda value, bound: version_key(value) < version_key(bound),
}

PAIRS = ("between", "outside")
"""These need two numbers, from and to."""
NUMBERS = ("at_least", "at_most", "above", "below", *PAIRS)
"""These need a fact that is a number."""
LISTS = ("one_of", "none_of", *PAIRS)
"""These need a list."""
PATTERNS = ("like", "unlike")
"""These take a text with * and ?, or a list of such."""
RISING = {"at_least": 1, "above": 1, "at_most": -1, "below": -1}
"""Which way a bound moves for `clears` and `doubt`."""
_TURNED = {
    "at_least": "below",
    "at_most": "above",
    "between": "outside",
    "is": "is_not",
    "one_of": "none_of",
    "like": "unlike",
    "version_at_least": "version_below",
}
OPPOSITE = _TURNED | {other: word for word, other in _TURNED.items()}
"""What is asked of a fact where a rule asks that a word does not hold."""

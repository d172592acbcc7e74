"""One comparison of a fact with a bound: true, false or unknown, with its evidence. Pure.

It may carry `doubt: 1 GiB` (so close to its bound, a failure is unknown), `clears: 2` (once
broken, the bound is so much stricter) and `if_unknown: skip` (a missing fact passes).

Under `not`, `none` and `escalate` it is turned: it is broken where it holds. So its evidence says
the opposite of its word, and `clears` moves its bound the other way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from agent.catalogue import fits
from agent.field import Field
from collector.judge.operators import OPERATORS, OPPOSITE, RISING
from collector.judge.verdict import Evidence

Facts = Mapping[str, Any]
Truth = bool | None


class Answer(NamedTuple):
    """True, False or None (unknown), and what it rests on."""

    truth: Truth
    evidence: tuple[Evidence, ...]


Check = Callable[[Facts, bool], Answer]
"""Facts, and whether the rule was broken before (for `clears`)."""


class Comparison(NamedTuple):
    """One fact against one bound, as a rule says it, with values in the catalogue's units.

    `beside`: facts of which the first that is known is told with it.
    """

    fact: str
    operator: str
    bound: Any
    field: Field
    doubt: float = 0
    clears: float = 0
    skip: bool = False
    item_key: str = ""
    beside: tuple[str, ...] = ()
    turned: bool = False


def compare(c: Comparison) -> Check:
    """The check of one comparison."""
    path, others = c.fact.split("."), [name.split(".") for name in c.beside]
    operator = OPERATORS[c.operator]
    asked = OPPOSITE[c.operator] if c.turned else c.operator
    way = RISING.get(c.operator, 0)
    stricter = -way if c.turned else way

    def check(facts: Facts, broken: bool) -> Answer:
        value = value_of(facts, path)
        bound = c.bound + stricter * c.clears if broken and c.clears else c.bound
        if value is None or not fits(value, c.field):
            truth: Truth = True if c.skip else None
            return answer(facts, truth, None, bound, "" if c.skip else "missing")
        if operator(value, bound):
            return answer(facts, True, value, bound)
        if c.doubt and operator(value, bound - way * c.doubt):
            return answer(facts, None, value, bound, "doubt")
        return answer(facts, False, value, bound)

    def answer(facts: Facts, truth: Truth, value: Any, bound: Any, note: str = "") -> Answer:
        item = str(facts.get(c.item_key, "")) if c.item_key else ""
        beside = _first(facts, others) if others else ""
        found = Evidence(c.fact, value, asked, bound, c.field.unit, item, note, beside)
        return Answer(truth, (found,))

    return check


def _first(facts: Facts, paths: list[list[str]]) -> str:
    """The first of these facts that is known; empty if none is."""
    return next((str(value) for path in paths if (value := value_of(facts, path))), "")


def value_of(facts: Facts, path: list[str]) -> Any:
    """What stands at a path; None where nothing does."""
    value: Any = facts
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value

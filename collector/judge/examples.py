"""A rule's examples are its test: each must stand as it says. Pure."""

from __future__ import annotations

from typing import Any

from collector.judge.judging import judge_one
from collector.judge.rule import Example, Rule
from collector.judge.shape import Faults
from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN

_TIME = 1_000_000_000
_LONG_ON: dict[str, Any] = {"power": {"on_for": 10**9}}


def example_faults(rule: Rule) -> Faults:
    """The file is its own test: each example must stand as it says."""
    shown = {example.status for example in rule.examples}
    for status in (COMPLIANT, BREACH, UNKNOWN):
        if status not in shown:
            yield f"examples lack one that is {status}", ("examples",)
    for index, example in enumerate(rule.examples):
        stands = _stands(rule, example)
        if stands != example.status:
            reason = f"this example is {stands or 'none'}, not {example.status or 'none'}"
            yield reason, ("examples", index)


def _stands(rule: Rule, example: Example) -> str | None:
    """How an example stands, once it has lasted and settled."""
    facts = {**_LONG_ON, **example.facts}
    verdict = judge_one(facts, rule._replace(lasting=0), example.kind, _TIME, None)
    return verdict.status if verdict is not None else None

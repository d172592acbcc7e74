"""A rule's examples are its test: each must stand as it says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collector.judge.judging import judge_one
from collector.judge.rule import Example, Rule
from collector.judge.shape import NONE, Faults
from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN, Verdict

_TIME = 1_000_000_000
_LONG_ON: dict[str, Any] = {"power": {"on_for": 10**9}}


def example_faults(rule: Rule) -> Faults:
    """The file is its own test: each example must stand as it says."""
    for index, example in enumerate(rule.examples):
        verdict = _verdict(rule, example)
        stands = verdict.status if verdict is not None else NONE
        if stands != (example.status or NONE):
            yield f"this example is {stands}, not {example.status or NONE}", ("examples", index)
        elif verdict is not None and example.severity not in (None, verdict.severity):
            reason = f"this example is {verdict.severity}, not {example.severity}"
            yield reason, ("examples", index, "severity")


def lacking_faults(thing: Mapping[str, Any]) -> Faults:
    """Which sorts of examples a rule's file does not have."""
    examples = thing.get("examples")
    if isinstance(examples, list):
        shown = [example.get("is") for example in examples if isinstance(example, dict)]
        for status in (COMPLIANT, BREACH, UNKNOWN):
            if status not in shown:
                yield f"examples lack one that is {status}", ("examples",)


def _verdict(rule: Rule, example: Example) -> Verdict | None:
    """How an example stands, once it has lasted and settled."""
    facts = {**_LONG_ON, **example.facts}
    return judge_one(facts, rule._replace(lasting=0), example.kind, _TIME, None)

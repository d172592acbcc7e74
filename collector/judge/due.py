"""What time alone changes: when an asset must be judged again, and what is worth writing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from collector.judge.comparing import Facts
from collector.judge.rule import Rule
from collector.judge.verdict import COMPLIANT, Evidence, Verdict

GROWING = frozenset({"silence.lasts", "power.on_for"})
"""Facts (s) that grow by a second each second, whether anything is heard or not."""
_WORTH = 0.1
"""By what share of itself, or of its bound, a growing number must have grown to be written."""


def due(
    facts: Facts, rules: Iterable[Rule], verdicts: Mapping[str, Verdict], now: int
) -> int | None:
    """When a verdict may change though nothing is heard (UTC s); None if never.

    For what changes within the hour: silence, a breach that must last, a machine that settles.
    Ends of support and samples that grow old are left to the hourly look at every asset.
    """
    moments = (
        moment
        for rule in rules
        if (verdict := verdicts.get(rule.id)) is not None
        for moment in _moments(facts, rule, verdict, now)
    )
    return min(moments, default=None)


def _moments(facts: Facts, rule: Rule, verdict: Verdict, now: int) -> Iterator[int]:
    for since in (verdict.memory or {}).values():
        yield since + rule.lasting
    evidence = list(verdict.evidence)
    if any(part.note == "settling" for part in evidence):
        yield now + rule.settle - _number(facts.get("power", {}).get("on_for"), rule.settle)
    if any(part.fact in GROWING for part in evidence):
        broken = verdict.status == "breach"
        for _, check in rule.checks[str(facts["asset"]["kind"])].escalate:
            evidence += check(facts, broken).evidence
    for part in evidence:
        yield from _crossings(part, now)


def _crossings(part: Evidence, now: int) -> Iterator[int]:
    """When a growing number passes its bounds."""
    if part.fact not in GROWING or part.observed is None:
        return
    for bound in _bounds(part):
        ahead = bound - part.observed
        if ahead >= 0:
            yield now + int(ahead) + 1


def _bounds(part: Evidence) -> list[int]:
    several = isinstance(part.expected, (list, tuple))
    return [_number(bound, -1) for bound in (part.expected if several else [part.expected])]


def _number(value: Any, otherwise: int) -> int:
    return int(value) if isinstance(value, (int, float)) else otherwise


def is_news(known: Verdict | None, made: Verdict) -> bool:
    """Whether a verdict is worth writing: not where numbers only grew a little with time."""
    if known is None or len(known.evidence) != len(made.evidence):
        return True
    same = zip(known.evidence, made.evidence, strict=True)
    told = made.status != COMPLIANT
    kept = tuple(before if _grew_little(before, after, told) else after for before, after in same)
    return made._replace(evidence=kept) != known


def _grew_little(before: Evidence, after: Evidence, told: bool) -> bool:
    """`told`: words say since when; of what is well they do not, and each batch moves it."""
    since = after.beside if told else before.beside
    if after.fact not in GROWING:
        return False
    if after._replace(observed=before.observed, beside=since) != before:
        return False
    if before.observed is None or after.observed is None:
        return False
    large = max(before.observed, *_bounds(after))
    return bool(abs(after.observed - before.observed) <= _WORTH * large)

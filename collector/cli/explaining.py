"""How an asset stands by each rule, and why, as `mkaguzi standards explain` tells it."""

from __future__ import annotations

from collections.abc import Iterator

from collector.judge import words
from collector.judge.rule import Rule
from collector.judge.verdict import Verdict
from collector.words.text import Text, day

_OLD = "the standards were changed since; a running collector judges it again within a minute"


def lines(rule: Rule, verdict: Verdict, again: Verdict | None, text: Text) -> Iterator[str]:
    """One rule. `again`: what the standards of now make of it; None: it applies no more."""
    grade, since = text(verdict.severity), day(text, verdict.since)
    yield f"{rule.id} {words.title(rule, text)}: {words.standing(text, verdict)}, {grade} ({since})"
    if again is None or not alike(verdict, again):
        yield f"  ({_OLD}; judged so far:)"
    for sentence in words.sentences(text, verdict):
        yield f"  {' '.join(sentence.split())}"  # a name may hold lines of its own
    if verdict.status == "breach":
        yield f"  {rule.why.in_(text.lang)}"
        yield f"  {rule.remedy.in_(text.lang)}"


def alike(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts of a rule were asked the same; what was observed may differ."""
    asked = {(part.fact, part.operator): part.expected for part in one.evidence}
    same = all(
        asked.get((part.fact, part.operator), part.expected) == part.expected
        for part in other.evidence
    )
    return same and one.version == other.version

"""Verdicts in words: `memory installed: 4 GiB; at least 8 GiB required by HW-01 v1`. Pure."""

from __future__ import annotations

from typing import Any

from collector.judge import phrases
from collector.judge.rule import Rule
from collector.judge.seen import label, plain, seen
from collector.judge.units import UnitError, amount, split
from collector.judge.verdict import BREACH, COMPLIANT, Evidence, Verdict
from collector.words.amounts import in_words, with_unit
from collector.words.text import Text

__all__ = [
    "headline",
    "label",
    "parameter",
    "plain",
    "sentence",
    "sentences",
    "standard",
    "standing",
    "title",
]


def title(rule: Rule, text: Text) -> str:
    """A rule's title in the reader's language, with its numbers filled in."""
    values = {name: parameter(text, value) for name, value in rule.parameters.items()}
    return rule.title.in_(text.lang).format(**values)


def parameter(text: Text, value: Any) -> str:
    """A number of the standards (a text, a list, or one by kind) in the reader's language."""
    if isinstance(value, dict):
        return " / ".join(parameter(text, part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    try:
        return in_words(text, amount(value, "s"), "s" if isinstance(value, str) else "1")
    except UnitError:  # a size: in the unit the file says
        parts = split(value)
        return with_unit(text, *parts) if parts else str(value)


def standing(text: Text, verdict: Verdict) -> str:
    """How an asset stands by a rule, in the words people read everywhere."""
    if verdict.status == COMPLIANT:
        return text("meets")
    if verdict.status == BREACH:
        return text("gap") if verdict.gap else text("breaks the standard")
    return text("cannot tell")


def standard(rule: Rule, text: Text) -> str:
    """A rule by its number and title, as what is asked: it is no word on how things are."""
    return text("standard {rule}: {title}", rule=rule.id, title=title(rule, text))


def headline(text: Text, verdict: Verdict) -> str:
    """What a verdict rests on first, without what is required; empty where it rests on nothing."""
    if not verdict.evidence:
        return ""
    first = verdict.evidence[0]
    if first.note or first.observed is None or first.operator == "count":
        return sentence(text, first, verdict.rule, verdict.version)
    return seen(text, first)


def sentences(text: Text, verdict: Verdict) -> list[str]:
    """What a verdict rests on, a sentence each."""
    found = [sentence(text, part, verdict.rule, verdict.version) for part in verdict.evidence]
    return list(dict.fromkeys(found))


def sentence(text: Text, evidence: Evidence, rule: str, version: int) -> str:
    """One comparison in words."""
    if evidence.note == "missing":
        return phrases.missing(text, evidence)
    if evidence.note == "doubt":
        return phrases.doubt(text, evidence)
    if evidence.observed is None and not evidence.note:
        return text("{fact}: not known", fact=label(text, evidence))
    told = _seen_and_asked(text, evidence, {"rule": rule, "version": version})
    return phrases.noted(text, evidence, told) if evidence.note else told


def _seen_and_asked(text: Text, evidence: Evidence, by: dict[str, object]) -> str:
    if evidence.operator == "count":
        return phrases.counted(text, evidence, by)
    return f"{seen(text, evidence)}; {phrases.asked(text, evidence, by)}"

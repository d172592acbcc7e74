"""Evidence in words: `memory installed: 4 GiB; at least 8 GiB required by HW-01 v1`. Pure."""

from __future__ import annotations

from typing import Any

from collector.judge.operators import PAIRS
from collector.judge.rule import Rule
from collector.judge.units import UnitError, amount
from collector.judge.verdict import BREACH, COMPLIANT, Evidence, Verdict
from collector.words.amounts import in_words
from collector.words.text import Text, marked

_REQUIRED: dict[str, str] = {
    "at_least": marked("at least {bound} required by {rule} v{version}"),
    "at_most": marked("at most {bound} allowed by {rule} v{version}"),
    "above": marked("above {bound} required by {rule} v{version}"),
    "below": marked("below {bound} required by {rule} v{version}"),
    "between": marked("{bound} required by {rule} v{version}"),
    "outside": marked("outside {bound} required by {rule} v{version}"),
    "is": marked("{bound} required by {rule} v{version}"),
    "is_not": marked("not {bound} required by {rule} v{version}"),
    "one_of": marked("one of {bound} required by {rule} v{version}"),
    "none_of": marked("none of {bound} allowed by {rule} v{version}"),
    "like": marked("{bound} required by {rule} v{version}"),
    "unlike": marked("not allowed by {rule} v{version}"),
    "version_at_least": marked("version {bound} or later required by {rule} v{version}"),
    "version_below": marked("before version {bound} required by {rule} v{version}"),
    "count": marked("looked at for {rule} v{version}"),
}
_LABELS: dict[str, str] = {
    "silence.lasts": marked("time since last heard of"),
    "power.on_for": marked("time since switched on"),
    "clock.offset": marked("clock error"),
    "support.days_left": marked("days of support left"),
}
_WHY_UNKNOWN: dict[str, str] = {
    "missing": marked("cannot tell: nothing is known of {fact}"),
    "doubt": marked("cannot tell: {fact} is {observed}, too close to {bound}"),
    "settling": marked("cannot tell yet: the machine was switched on a short while ago ({seen})"),
    "waiting": marked("not counted yet, it must last: {seen}"),
}


def title(rule: Rule, text: Text) -> str:
    """A rule's title in the reader's language, with its numbers filled in."""
    values = {name: _parameter(text, value) for name, value in rule.parameters.items()}
    return rule.title.in_(text.lang).format(**values)


def _parameter(text: Text, value: Any) -> str:
    if isinstance(value, dict):
        return " / ".join(str(part) for part in value.values())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    try:
        return in_words(text, amount(value, "s"), "s" if isinstance(value, str) else "1")
    except UnitError:  # a size: as the file says it
        return str(value)


def standing(text: Text, verdict: Verdict) -> str:
    """How an asset stands by a rule, in the words people read everywhere."""
    if verdict.status == COMPLIANT:
        return text("meets")
    if verdict.status == BREACH:
        return text("gap") if verdict.gap else text("breaks the standard")
    return text("cannot tell")


def sentences(text: Text, verdict: Verdict) -> list[str]:
    """What a verdict rests on, a sentence each."""
    found = [sentence(text, part, verdict.rule, verdict.version) for part in verdict.evidence]
    return list(dict.fromkeys(found))


def sentence(text: Text, evidence: Evidence, rule: str, version: int) -> str:
    """One comparison in words."""
    names = {
        "fact": label(text, evidence),
        "observed": _value(text, evidence.observed, evidence),
        "bound": _value(text, evidence.expected, evidence),
    }
    if evidence.observed is None and not evidence.note:
        return text("{fact}: not known", **names)
    template = _REQUIRED.get(evidence.operator, _REQUIRED["count"])
    asked = text(template, rule=rule, version=version, **names)
    seen = f"{names['fact']}: {names['observed']}; {asked}"
    if evidence.item and evidence.item == evidence.observed:  # what was found is the fact itself
        seen = text("found: {observed}; {asked}", asked=asked, **names)
    if evidence.note:
        return text(_WHY_UNKNOWN[evidence.note], seen=seen, **names)
    return seen


def label(text: Text, evidence: Evidence) -> str:
    """A fact's path as words, and the row it is of: `free percent of /home`."""
    words = text(_LABELS.get(evidence.fact) or plain(evidence.fact))
    return text("{fact} of {item}", fact=words, item=evidence.item) if evidence.item else words


def plain(path: str) -> str:
    """A fact's path as the msgid of its label: `memory installed`."""
    return path.replace(".", " ").replace("_", " ")


def _value(text: Text, value: Any, evidence: Evidence) -> str:
    def say(one: Any) -> str:
        return in_words(text, one, evidence.unit, evidence.expected)

    if value is None:
        return text("not known")
    if isinstance(value, (list, tuple)):
        if evidence.operator in PAIRS:
            return text("{low} to {high}", low=say(value[0]), high=say(value[1]))
        return ", ".join(say(part) for part in value)
    return say(value)

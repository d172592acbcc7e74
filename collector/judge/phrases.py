"""The parts of a sentence of evidence besides what was seen: what is asked, why none can tell.

Pure.
"""

from __future__ import annotations

from collector.judge.operators import OPERATORS
from collector.judge.seen import ENDED, SUPPORT, label, value
from collector.judge.verdict import Evidence
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
}
_SO = {"is": True, "is_not": False}
"""What these words ask of a fact that is so or not, by their bound."""
_MUST: dict[str, tuple[str, str]] = {
    "writable": (
        marked("{rule} v{version} requires that it cannot"),
        marked("{rule} v{version} requires that it can"),
    ),
    "passed": (
        marked("{rule} v{version} requires that it is not"),
        marked("{rule} v{version} requires that it is well"),
    ),
}
"""What is asked of what `seen` tells as a state: that it is not so, that it is."""
_WHY_MISSING: dict[str, str] = {
    "batteries": marked("cannot tell: it tells of no battery"),
    "clock.offset": marked("cannot tell: its clock could not be compared yet"),
    "disk_health": marked("cannot tell: none of its disks says how it fares"),
    "memory_use.percent": marked("cannot tell: no sample of its memory came within the last hour"),
    "power.on_for": marked("cannot tell: when it was switched on is not known"),
    "protection.on": marked("cannot tell: whether an antivirus program guards it is not known"),
    "volumes": marked("cannot tell: no sample of its disks came within the last day"),
}
_NOTES: dict[str, str] = {
    "settling": marked("cannot tell yet: the machine was switched on a short while ago ({seen})"),
    "waiting": marked("not counted yet, it must last: {seen}"),
}


def asked(text: Text, evidence: Evidence, by: dict[str, object]) -> str:
    """What the rule asks of it. `by` has the rule's id and version."""
    if _asks_support(evidence):
        return text("support required by {rule} v{version}", **by)
    if isinstance(evidence.expected, bool) and evidence.operator in _SO:
        return _asked_state(text, evidence, by)
    bound = value(text, evidence.expected, evidence)
    return text(_REQUIRED[evidence.operator], bound=bound, **by)


def _asks_support(evidence: Evidence) -> bool:
    if evidence.fact == SUPPORT:
        return evidence.operator == "at_least" and bool(evidence.expected <= 0)
    return evidence.fact == ENDED


def _asked_state(text: Text, evidence: Evidence, by: dict[str, object]) -> str:
    """That something must be so, or must not: of what is as it must be, that alone."""
    if OPERATORS[evidence.operator](evidence.observed, evidence.expected):
        return text("as required by {rule} v{version}", **by)
    must = evidence.expected == _SO[evidence.operator]
    if evidence.item and evidence.fact in _MUST:
        return text(_MUST[evidence.fact][must], **by)
    return text("required: {bound} ({rule} v{version})", bound=value(text, must, evidence), **by)


def counted(text: Text, evidence: Evidence, by: dict[str, object]) -> str:
    """That all rows of a list were looked at, and none is what the rule forbids or is about."""
    fact = label(text, evidence)
    if not evidence.observed:
        return text("{fact}: none that {rule} v{version} is about", fact=fact, **by)
    observed = value(text, evidence.observed, evidence)
    return text(
        "{fact}: {observed}, none forbidden by {rule} v{version}",
        fact=fact,
        observed=observed,
        **by,
    )


def missing(text: Text, evidence: Evidence) -> str:
    """Why nobody can tell: the fact is not there."""
    if evidence.fact == SUPPORT:
        if evidence.beside:
            system = evidence.beside
            return text(
                "cannot tell: the tables do not say how long {system} is supported", system=system
            )
        return text("cannot tell: which operating system it runs is not known")
    if why := _WHY_MISSING.get(evidence.fact):
        return text(why)
    return text("cannot tell: nothing is known of {fact}", fact=label(text, evidence))


def doubt(text: Text, evidence: Evidence) -> str:
    """Why nobody can tell: the fact is too close to its bound."""
    return text(
        "cannot tell: {fact} is {observed}, too close to {bound}",
        fact=label(text, evidence),
        observed=value(text, evidence.observed, evidence),
        bound=value(text, evidence.expected, evidence),
    )


def noted(text: Text, evidence: Evidence, seen: str) -> str:
    """What was seen, and why it does not count yet."""
    return text(_NOTES[evidence.note], seen=seen)

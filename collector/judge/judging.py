"""Facts and rules to verdicts. Pure: what was before, and what time it is, are arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from collector.judge.comparing import Answer, Facts
from collector.judge.rule import Checks, Rule
from collector.judge.verdict import BREACH, COMPLIANT, SEVERITIES, UNKNOWN, Evidence, Verdict

_NOTHING: Mapping[str, int] = MappingProxyType({})
_STATUS = {True: COMPLIANT, False: BREACH, None: UNKNOWN}


def judge(
    facts: Facts,
    rules: Iterable[Rule],
    now: int,
    previous: Mapping[str, Verdict],
    sampled: Mapping[str, int] = _NOTHING,
) -> dict[str, Verdict]:
    """Rule id -> verdict, for each enabled rule that applies to an asset with these facts.

    `sampled` says of the sections that are made of samples when the newest was taken (UTC s).
    """
    kind = str(facts.get("asset", {}).get("kind", "unknown"))
    family = facts.get("os", {}).get("family")
    found = {}
    for rule in rules:
        if rule.enabled and rule.applies(kind, family):
            verdict = judge_one(facts, rule, kind, now, previous.get(rule.id), sampled)
            if verdict is not None:
                found[rule.id] = verdict
    return found


def judge_one(
    facts: Facts,
    rule: Rule,
    kind: str,
    now: int,
    before: Verdict | None,
    sampled: Mapping[str, int] = _NOTHING,
) -> Verdict | None:
    """One rule's verdict; None where its `when` says that it does not apply."""
    checks = rule.checks[kind]
    broken = before is not None and before.status == BREACH
    if checks.when is not None:
        applies = checks.when(facts, False)
        if applies.truth is False:
            return None
        if applies.truth is None:
            return _verdict(rule, applies, UNKNOWN, rule.severity, now, before, None)
    answer = checks.require(facts, broken)
    seen = min([now, *(sampled[name] for name in rule.about if name in sampled)])
    status, answer, memory = _settled(rule, facts, answer, seen, before)
    severity = _severity(rule, checks, facts, before) if status == BREACH else rule.severity
    return _verdict(rule, answer, status, severity, now, before, memory)


def _severity(rule: Rule, checks: Checks, facts: Facts, before: Verdict | None) -> str:
    """The highest grade that holds; one that was reached is left only where it clears."""
    was = _rank(before.severity) if before is not None and before.status == BREACH else -1
    holding = [grade for grade, check in checks.escalate if check(facts, was >= _rank(grade)).truth]
    return max([rule.severity, *holding], key=_rank)


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity)


def _settled(
    rule: Rule, facts: Facts, answer: Answer, seen: int, before: Verdict | None
) -> tuple[str, Answer, dict[str, int] | None]:
    """What a failure becomes while the machine settles, or before it has lasted long enough.

    It lasts from the first to the last time (`seen`, UTC s) at which it was so: one bad sample
    of a machine that was switched off then lasts no time at all.
    """
    status = _STATUS[answer.truth]
    if status != BREACH or (before is not None and before.status == BREACH):
        return status, answer, None  # what is broken stays so over a restart
    powered = facts.get("power", {}).get("on_for")
    if rule.settle and (powered is None or powered < rule.settle):
        return UNKNOWN, _noted(answer, "settling"), None
    if not rule.lasting:
        return BREACH, answer, None
    since = (before.memory or {}).get("failing_since", seen) if before is not None else seen
    if seen - since >= rule.lasting:
        return BREACH, answer, None
    status = before.status if before is not None else UNKNOWN
    return status, _noted(answer, "waiting"), {"failing_since": since}


def _noted(answer: Answer, note: str) -> Answer:
    return answer._replace(evidence=tuple(e._replace(note=note) for e in answer.evidence))


def _verdict(
    rule: Rule,
    answer: Answer,
    status: str,
    severity: str,
    now: int,
    before: Verdict | None,
    memory: dict[str, int] | None,
) -> Verdict:
    since = before.since if before is not None and before.status == status else now
    gap = status == BREACH and rule.proposed
    return Verdict(
        rule.id, rule.version, status, severity, gap, _limited(answer.evidence), since, memory
    )


_MOST = 8


def _limited(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Enough to see why; 60 forbidden programs need not all be kept."""
    return evidence[:_MOST]

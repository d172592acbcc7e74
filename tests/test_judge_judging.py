"""Facts and rules to verdicts: settling, lasting, hysteresis, grades, gaps, since when."""

from __future__ import annotations

from typing import Any

import yaml

from collector.judge.judging import judge
from collector.judge.load import load
from collector.judge.rule import Adoption, Rule
from collector.judge.verdict import Verdict
from collector.standards.rulebook import FIELDS

NOW = 1_795_453_500
GIB = 1 << 30
BASE: dict[str, Any] = {
    "id": "X-01",
    "version": 3,
    "title": {"en": "x", "sw": "x"},
    "group": "health",
    "severity": "minor",
    "require": {"fact": "memory_use.percent", "below": 90, "clears": 10},
    "why": {"en": "x", "sw": "x"},
    "remedy": {"en": "x", "sw": "x"},
    "examples": [
        {"is": "compliant", "facts": {"memory_use": {"percent": 1.0}}},
        {"is": "breach", "facts": {"memory_use": {"percent": 99.0}}},
        {"is": "unknown", "facts": {"memory_use": {}}},
    ],
}


def rule(**changes: Any) -> Rule:
    text = yaml.safe_dump({"rules": [{**BASE, **changes}]})
    made = load([("x.yaml", text)], FIELDS)
    assert made.faults == (), [str(f) for f in made.faults]
    return made.rules[0]


def facts(
    percent: float | None, kind: str = "server", on_for: int | None = 10**6
) -> dict[str, Any]:
    return {
        "asset": {"kind": kind},
        "os": {"family": "linux"},
        "memory_use": {} if percent is None else {"percent": percent},
        "power": {} if on_for is None else {"on_for": on_for},
    }


def one(
    a_rule: Rule, percent: float | None, now: int = NOW, before: Verdict | None = None, **more: Any
) -> Verdict:
    previous = {} if before is None else {a_rule.id: before}
    return judge(facts(percent, **more), [a_rule], now, previous)[a_rule.id]


def test_a_rule_judges_only_what_it_applies_to() -> None:
    known = facts(50.0)
    assert judge(known, [rule(applies_to={"kind": ["desktop"]})], NOW, {}) == {}
    assert judge(known, [rule(applies_to={"os": ["windows"]})], NOW, {}) == {}
    assert judge(known, [rule(enabled=False)], NOW, {}) == {}
    assert judge({"memory_use": {"percent": 5.0}}, [rule()], NOW, {})["X-01"].status == "compliant"


def test_when_decides_whether_it_applies_and_unknown_stays_unknown() -> None:
    only = rule(when={"fact": "power.on_for", "above": "60 s"})
    assert judge(facts(99.0, on_for=10), [only], NOW, {}) == {}
    assert one(only, 99.0, on_for=None).status == "unknown"
    assert one(only, 99.0, on_for=61).status == "breach"


def test_since_stays_while_the_status_stays() -> None:
    first = one(rule(), 95.0)
    assert (first.status, first.since, first.version) == ("breach", NOW, 3)
    assert one(rule(), 96.0, NOW + 60, first).since == NOW
    assert one(rule(), 10.0, NOW + 120, first).since == NOW + 120


def test_once_broken_it_must_get_clearly_better() -> None:
    broken = one(rule(), 95.0)
    assert one(rule(), 85.0).status == "compliant"
    assert one(rule(), 85.0, NOW + 60, broken).status == "breach"
    assert one(rule(), 79.0, NOW + 60, broken).status == "compliant"


def test_a_failure_must_last_and_says_that_it_is_waiting() -> None:
    lasting = rule(**{"for": "30 min"})
    well = one(lasting, 50.0)
    first = one(lasting, 95.0, NOW + 60, well)
    assert (first.status, first.since) == ("compliant", NOW)
    assert first.memory == {"failing_since": NOW + 60}
    assert [e.note for e in first.evidence] == ["waiting"]
    later = one(lasting, 95.0, NOW + 60 + 1799, first)
    assert later.status == "compliant"
    at_last = one(lasting, 95.0, NOW + 60 + 1800, later)
    assert (at_last.status, at_last.since) == ("breach", NOW + 1860)


def test_a_failure_that_stops_starts_again_from_nothing() -> None:
    lasting = rule(**{"for": "30 min"})
    failing = one(lasting, 95.0)
    assert failing.status == "unknown"
    well = one(lasting, 50.0, NOW + 900, failing)
    again = one(lasting, 95.0, NOW + 1000, well)
    assert one(lasting, 95.0, NOW + 1900, again).status == "compliant"


def sampled_at(
    a_rule: Rule, percent: float, at: int, now: int, before: Verdict | None = None
) -> Verdict:
    previous = {} if before is None else {a_rule.id: before}
    return judge(facts(percent), [a_rule], now, previous, {"memory_use": at})[a_rule.id]


def test_a_failure_lasts_from_its_first_sample_to_its_last() -> None:
    lasting = rule(**{"for": "30 min"})
    well = sampled_at(lasting, 50.0, NOW, NOW)
    once = sampled_at(lasting, 95.0, NOW + 60, NOW + 60, well)
    off = sampled_at(lasting, 95.0, NOW + 60, NOW + 36_000, once)  # switched off since
    assert (off.status, off.evidence[0].note) == ("compliant", "waiting")
    assert sampled_at(lasting, 95.0, NOW + 1859, NOW + 36_060, off).status == "compliant"
    assert sampled_at(lasting, 95.0, NOW + 1860, NOW + 36_060, off).status == "breach"
    ahead = sampled_at(lasting, 95.0, NOW + 10**8, NOW + 120, once)  # no sample is of tomorrow
    assert ahead.status == "compliant"


def test_a_rule_knows_which_facts_it_is_about() -> None:
    require = {
        "any": [
            {"every": "memory.modules", "that": {"fact": "size", "at_least": "1 GiB"}},
            {"not": {"fact": "memory_use.percent", "above": 90}},
            {"fact": "memory.installed", "above": 0},
        ]
    }
    changed = BASE | {"require": require, "examples": [{"is": "unknown", "facts": {}}]}
    made = load([("x.yaml", yaml.safe_dump({"rules": [changed]}))], FIELDS)
    assert all("examples lack" in fault.reason for fault in made.faults)
    assert made.rules[0].about == ("memory", "memory_use")


def test_what_lasts_already_is_not_asked_to_last_again() -> None:
    lasting = rule(**{"for": "30 min"})
    broken = one(rule(), 95.0)
    assert one(lasting, 95.0, NOW + 60, broken).status == "breach"


def test_a_machine_has_time_to_settle_after_power_on() -> None:
    settling = rule(settle="4 h")
    early = one(settling, 95.0, on_for=60)
    assert (early.status, early.evidence[0].note) == ("unknown", "settling")
    assert one(settling, 95.0, on_for=None).status == "unknown"
    assert one(settling, 95.0, on_for=4 * 3600).status == "breach"
    assert one(settling, 5.0, on_for=60).status == "compliant"


def test_a_standing_breach_does_not_flap_at_each_start() -> None:
    settling = rule(settle="4 h")
    broken = one(settling, 95.0, on_for=10**5)
    morning = one(settling, 95.0, NOW + 86_400, broken, on_for=60)
    assert (morning.status, morning.since) == ("breach", NOW)
    assert one(settling, 5.0, NOW + 86_460, morning, on_for=120).status == "compliant"


def test_the_highest_grade_that_holds_counts_and_unknown_raises_nothing() -> None:
    grades = rule(
        escalate={
            "critical": {"fact": "memory_use.percent", "above": 98},
            "major": {"fact": "memory_use.percent", "above": 95},
        }
    )
    levels = [one(grades, p).severity for p in (92.0, 96.0, 99.0)]
    assert levels == ["minor", "major", "critical"]
    assert one(grades, 50.0).severity == "minor"
    unsure = rule(escalate={"critical": {"fact": "clock.offset", "above": "5 s"}})
    assert one(unsure, 95.0).severity == "minor"


def test_a_grade_that_was_reached_is_left_only_where_it_clears() -> None:
    graver = rule(
        escalate={"critical": {"fact": "memory_use.percent", "above": 98, "clears": 3}},
    )
    minor = one(graver, 97.0)
    assert minor.severity == "minor"
    worse = one(graver, 99.0, NOW + 60, minor)
    assert worse.severity == "critical"
    around = one(graver, 97.0, NOW + 120, worse)
    assert around.severity == "critical"
    assert one(graver, 95.0, NOW + 180, around).severity == "minor"
    again = one(graver, 97.0, NOW + 180, minor)
    assert again.severity == "minor"


def test_an_officers_graver_grade_is_not_lowered_by_what_would_raise_it() -> None:
    raised = rule(escalate={"major": {"fact": "memory_use.percent", "above": 90}})
    assert one(raised._replace(severity="critical"), 95.0).severity == "critical"


def test_a_breach_is_a_gap_until_an_officer_adopts_the_rule_health_excepted() -> None:
    assert one(rule(), 95.0).gap is False
    assert one(rule(group="presence"), 95.0).gap is False
    proposed = rule(group="security")
    assert one(proposed, 95.0).gap is True
    assert one(proposed, 5.0).gap is False
    assert one(proposed._replace(adoption=Adoption("RAS/12")), 95.0).gap is False


def test_evidence_is_bounded() -> None:
    many = rule(
        group="software",
        require={"none": "software", "that": {"fact": "name", "like": "bad*"}},
        examples=[
            {"is": "compliant", "facts": {"software": []}},
            {"is": "breach", "facts": {"software": [{"name": "bad"}]}},
            {"is": "unknown", "facts": {}},
        ],
    )
    known = {**facts(1.0), "software": [{"name": f"bad{n}"} for n in range(60)]}
    assert len(judge(known, [many], NOW, {})["X-01"].evidence) == 8

"""What becomes of each flip: mailed at once, the digest, held, nothing."""

from __future__ import annotations

from typing import Any

import pytest

from collector.alerts.sorting import Recent, Sorted, sort
from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.outage import HOLD, Outage
from collector.standards.rulebook import SHIPPED, read

RULES: dict[str, Rule] = {rule.id: rule for rule in read([SHIPPED]).rules}
RULES["DSK-99"] = RULES["HLT-01"]._replace(id="DSK-99", at_once=True)
NOW = 1_795_453_560


def flip(number: int, rule: str = "HLT-01", after: str | None = "breach", **more: Any) -> Flip:
    """A server's critical flip, from compliant to `after`, unless said otherwise."""
    made = Flip(
        id=number,
        asset=f"asset{number}",
        host=f"host{number}",
        org="mbulu-dc",
        site="mbulu-dc-hq",
        kind="server",
        last_seen=NOW - 1200,
        rule=rule,
        before="compliant",
        after=after,
        severity="critical",
        gap=False,
        gap_before=False,
        at=NOW,
        status=after,
        gap_now=False if after else None,
    )
    return made._replace(**more)


def silence(number: int, **more: Any) -> Flip:
    return flip(number, "HLT-03", **{"at": NOW - HOLD, **more})


def nobody_else(site: str, org: str, since: int) -> Outage:
    return Outage(site, org, 1, 10, since)


def all_dark(site: str, org: str, since: int) -> Outage:
    return Outage(site, org, 9, 10, since)


def fates(found: Sorted) -> dict[str, list[int]]:
    """Fate -> the flips' numbers."""
    flips = {
        "mail": found.alerts,
        "outage": [one for _, group in found.outages for one in group],
        "digest": found.digest,
        "held": found.held,
        "none": found.none,
    }
    return {fate: [one.id for one in group] for fate, group in flips.items() if group}


def sorted_(*flips: Flip, now: int = NOW, outage: Any = nobody_else, **recent: Any) -> Any:
    return fates(sort(flips, RULES, now, outage, Recent(**recent)))


def test_a_critical_breach_on_a_server_is_mailed_at_once() -> None:
    assert sorted_(flip(1)) == {"mail": [1]}


def test_a_rule_that_says_at_once_is_mailed_whatever_the_machine() -> None:
    assert sorted_(flip(1, "DSK-99", kind="laptop", severity="major")) == {"mail": [1]}


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "desktop"},
        {"severity": "major"},
        {"gap": True},
        {"before": None},
        {"after": "compliant", "status": "compliant"},
        {"after": "unknown", "status": "unknown"},
        {"after": None, "status": None},
    ],
    ids=["workstation", "major", "gap", "first verdict", "mended", "unknown", "applies no more"],
)
def test_all_else_waits_for_the_digest(more: dict[str, Any]) -> None:
    assert sorted_(flip(1, **more)) == {"digest": [1]}


def test_what_is_over_already_is_no_alert() -> None:
    broke = flip(1, status="compliant")
    mended = flip(2, after="compliant", asset="asset1")
    assert sorted_(broke, mended) == {"digest": [1, 2]}


def test_a_breach_that_came_back_is_one_alert() -> None:
    flips = [flip(1), flip(2, after="compliant", status="breach", asset="asset1")]
    assert sorted_(*flips, flip(3, asset="asset1")) == {"digest": [1, 2], "mail": [3]}


def test_what_was_mailed_within_the_hour_is_held_and_mailed_if_it_stands_then() -> None:
    recent = frozenset({("asset1", "HLT-01")})
    assert sorted_(flip(1), verdicts=recent) == {"held": [1]}
    assert sorted_(flip(1)) == {"mail": [1]}


def test_a_silence_is_held_for_ten_minutes() -> None:
    assert sorted_(silence(1, at=NOW - HOLD + 1)) == {"held": [1]}
    assert sorted_(silence(1)) == {"mail": [1]}


def test_a_server_heard_of_again_within_the_hold_is_no_news() -> None:
    silent = silence(1, at=NOW - 60, status="compliant")
    heard = flip(2, "HLT-03", "compliant", asset="asset1", before="breach")
    assert sorted_(silent, heard) == {"none": [1, 2]}


def test_a_server_heard_of_again_after_its_mail_is_told_in_the_digest() -> None:
    heard = flip(2, "HLT-03", "compliant", asset="asset1", before="breach")
    assert sorted_(heard) == {"digest": [2]}


def test_a_hold_begins_with_the_first_of_several_silences() -> None:
    first = silence(1)
    heard = flip(2, "HLT-03", "compliant", asset="asset1", before="breach", status="breach")
    again = silence(3, asset="asset1", at=NOW - 60)
    assert sorted_(first, heard, again) == {"none": [1, 2], "mail": [3]}


def test_a_silent_workstation_waits_for_the_digest() -> None:
    assert sorted_(flip(1, "HLT-02", kind="desktop", severity="minor", at=NOW - HOLD)) == {
        "digest": [1]
    }


def test_a_site_of_which_most_fell_silent_is_one_outage_with_those_still_held() -> None:
    late = silence(3, at=NOW - 60)
    elsewhere = silence(4, at=NOW - 60, site="babati-dc-hq", org="babati-dc")
    found = sorted_(silence(1), silence(2), late, elsewhere, outage=all_dark)
    assert found == {"outage": [1, 2, 3], "held": [4]}


def test_a_site_with_one_machine_running_is_that_machine() -> None:
    def alone(site: str, org: str, since: int) -> Outage:
        return Outage(site, org, 1, 1, since)

    assert sorted_(silence(1), outage=alone) == {"mail": [1]}


def test_half_of_a_site_is_not_most_of_it() -> None:
    def half(site: str, org: str, since: int) -> Outage:
        return Outage(site, org, 2, 4, since)

    assert sorted_(silence(1), silence(2), outage=half) == {"mail": [1, 2]}


def test_two_dark_sites_are_two_outages() -> None:
    other = silence(2, site="babati-dc-hq", org="babati-dc")
    found = sort([silence(1), other], RULES, NOW, all_dark, Recent())
    assert [one.site for one, _ in found.outages] == ["mbulu-dc-hq", "babati-dc-hq"]


def test_an_outage_that_was_just_mailed_is_not_mailed_again() -> None:
    found = sorted_(silence(1), outage=all_dark, sites=frozenset({"mbulu-dc-hq"}))
    assert found == {"held": [1]}


def test_a_held_breach_of_another_rule_is_not_part_of_an_outage() -> None:
    recent = frozenset({("asset2", "HLT-01")})
    found = sorted_(flip(2), silence(1), outage=all_dark, verdicts=recent)
    assert found == {"held": [2], "outage": [1]}


def test_every_flip_has_one_fate() -> None:
    flips = [
        flip(1),
        silence(2),
        silence(3, at=NOW),
        flip(4, kind="desktop"),
        flip(5, "HLT-03", "compliant", before=None),
        flip(6, "GONE-01", None),
    ]
    told = [number for group in sorted_(*flips).values() for number in group]
    assert sorted(told) == [1, 2, 3, 4, 5, 6]

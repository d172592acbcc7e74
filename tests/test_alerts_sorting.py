"""What becomes of each flip: mailed at once, the digest, held, nothing."""

from __future__ import annotations

from typing import Any

import pytest

from collector.alerts.sorting import Dark, Sorted, sort
from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.outage import HOLD
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


LIT = Dark({}, {})


def fates(found: Sorted) -> dict[str, list[int]]:
    """Fate -> the flips' numbers."""
    flips = {
        "mail": found.alerts,
        "with its site": found.with_site,
        "digest": found.digest,
        "held": found.held,
        "none": found.none,
    }
    return {fate: [one.id for one in group] for fate, group in flips.items() if group}


def sorted_(*flips: Flip, now: int = NOW, dark: Dark = LIT, quiet: int = 0) -> Any:
    return fates(sort(flips, RULES, now, dark, lambda _: quiet))


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


def test_what_was_mailed_a_short_while_before_is_held_and_mailed_if_it_stands_then() -> None:
    assert sorted_(flip(1), quiet=NOW + 1) == {"held": [1]}
    assert sorted_(flip(1), quiet=NOW) == {"mail": [1]}
    assert sorted_(silence(1), quiet=NOW + 1) == {"held": [1]}


def test_what_a_new_machine_turns_out_to_break_waits_for_the_digest() -> None:
    """Its rules settle first, and cannot tell: it is no news that it comes with a full disk."""
    settled: dict[str, Any] = {"before": "unknown", "first_seen": NOW - 3600}
    assert sorted_(flip(1, **settled)) == {"digest": [1]}
    assert sorted_(flip(1, before="unknown", first_seen=NOW - 2 * 86_400)) == {"mail": [1]}
    assert sorted_(flip(1, before="compliant", first_seen=NOW - 3600)) == {"mail": [1]}


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


def test_a_silence_that_its_site_explains_is_told_by_the_mail_about_the_site() -> None:
    dark = Dark({"asset1": NOW - 1200, "asset2": NOW - 1200}, {})
    assert sorted_(silence(1), silence(2), silence(3), dark=dark) == {
        "with its site": [1, 2],
        "mail": [3],
    }


def test_a_silence_waits_while_it_is_open_whether_its_site_is_dark() -> None:
    dark = Dark({}, {"asset1": NOW - 1200})
    assert sorted_(silence(1), silence(2), dark=dark) == {"held": [1], "mail": [2]}


@pytest.mark.parametrize("name", ["told", "waiting"])
def test_one_that_was_heard_from_since_its_site_went_dark_is_silent_for_another_reason(
    name: str,
) -> None:
    dark = LIT._replace(**{name: {"asset1": NOW - 1201}})
    assert sorted_(silence(1), dark=dark) == {"mail": [1]}


def test_a_breach_of_another_rule_is_mailed_whether_its_site_is_dark_or_not() -> None:
    assert sorted_(flip(1), dark=Dark({"asset1": NOW}, {})) == {"mail": [1]}


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

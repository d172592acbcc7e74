"""Compliance and coverage side by side: never a false 100 %."""

from __future__ import annotations

from collector.organisation import chart
from collector.organisation.scope import REGION, Scope
from collector.store.state.fleet import Counts
from collector.web import tally

PLAIN = chart.load(chart.EXAMPLE)
COUNTED = PLAIN._replace(
    sites={
        **PLAIN.sites,
        "mbulu-dc-hq": PLAIN.sites["mbulu-dc-hq"]._replace(expected={"desktop": 10}),
    }
)
FOUND = {
    ("mbulu-dc", "mbulu-dc-hq"): Counts(silent=1, breach=2, compliant=5),
    ("babati-tc", "babati-tc-hq"): Counts(compliant=1),
    ("gone", "gone-hq"): Counts(unknown=1),
}


HEARD = {
    ("mbulu-dc", "mbulu-dc-hq"): {"desktop": 7},
    ("babati-tc", "babati-tc-hq"): {"desktop": 1},
    ("gone", "gone-hq"): {"desktop": 1},
}


def rows(scope: Scope = REGION) -> dict[str, tally.Row]:
    grades = {"mbulu-dc": {"critical": 1, "minor": 2, "gap": 4}}
    return {r.code: r for r in tally.councils(COUNTED, scope, FOUND, HEARD, grades, "en")}


def test_compliance_counts_silent_machines_and_coverage_leaves_them_out() -> None:
    row = rows()["mbulu-dc"]
    assert row.compliance == 62  # 5 of 8, rounded down
    assert (row.coverage.reporting, row.coverage.expected) == (7, 10)
    assert (row.breaches, row.gaps) == (3, 4)


def test_what_nobody_counted_is_not_known() -> None:
    assert rows()["babati-tc"].coverage.percent is None
    assert rows()["hanang-dc"].compliance is None


def test_the_whole_regions_coverage_is_known_only_if_every_councils_is() -> None:
    assert tally.whole(rows().values()).coverage.percent is None
    assert tally.whole([rows()["mbulu-dc"]]).coverage.percent == 70


def test_machines_too_many_at_one_site_make_up_for_none_that_is_missing_at_another() -> None:
    sites = PLAIN.sites | {
        "mbulu-dc-hq": PLAIN.sites["mbulu-dc-hq"]._replace(expected={"desktop": 2}),
        "mbulu-dc-far": PLAIN.sites["mbulu-dc-hq"]._replace(
            code="mbulu-dc-far", expected={"desktop": 2}
        ),
    }
    found = {("mbulu-dc", "mbulu-dc-hq"): Counts(compliant=4)}
    heard = {("mbulu-dc", "mbulu-dc-hq"): {"desktop": 4}}
    mine = PLAIN._replace(sites=sites)
    (row,) = tally.councils(mine, Scope("mbulu-dc"), found, heard, {}, "en")
    assert (row.coverage.reporting, row.coverage.expected, row.coverage.percent) == (4, 4, 50)
    assert row.coverage.beyond == 2
    assert tally.whole([row]).coverage.percent == 50


def test_a_council_that_the_file_has_lost_still_shows() -> None:
    assert rows()["gone"].counts.unknown == 1


def test_a_viewer_gets_the_row_of_their_council_alone() -> None:
    assert list(rows(Scope("mbulu-dc"))) == ["mbulu-dc"]


def test_what_is_not_known_is_sorted_last_both_ways() -> None:
    for down in (False, True):
        ordered = tally.ordered(list(rows().values()), "coverage", down)
        assert ordered[0].code == "mbulu-dc"


def test_a_bar_is_full_and_starts_with_the_best() -> None:
    parts = tally.parts(Counts(silent=1, breach=1, compliant=1))
    assert [p.name for p in parts] == ["compliant", "breach", "silent"]
    assert abs(parts[-1].start + parts[-1].width - 100) < 0.1
    assert tally.parts(Counts()) == []

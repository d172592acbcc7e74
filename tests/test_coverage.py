"""Coverage: how much of what there should be reports, and never a false 100 %."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.organisation.chart import parse
from collector.organisation.coverage import Coverage, Heard, of_council, of_scope, of_site, together
from collector.organisation.scope import REGION, Scope
from tests.test_organisation import GOOD

COUNTED = parse(GOOD, "o.yaml")
"""mbulu-hq expects 40 desktops and 2 servers, mbulu-clinic 3 desktops."""
HQ, CLINIC = ("mbulu-dc", "mbulu-hq"), ("mbulu-dc", "mbulu-clinic")


@pytest.mark.parametrize(
    ("reporting", "expected", "percent"),
    [
        (0, 10, 0),
        (5, 10, 50),
        (999, 1000, 99),
        (1000, 1000, 100),
        (12, 10, 100),
        (5, None, None),
        (0, 0, None),
        (3, 0, None),
    ],
)
def test_coverage_counts_against_what_is_expected(
    reporting: int, expected: int | None, percent: int | None
) -> None:
    assert Coverage(reporting, expected).percent == percent


@pytest.mark.parametrize(
    ("heard", "met", "beyond", "percent"),
    [
        ({"server": 1, "desktop": 3}, 4, 0, 100),
        ({"desktop": 4}, 3, 1, 75),
        ({"desktop": 2, "unknown": 2}, 2, 2, 50),
        ({"desktop": 2, "laptop": 9}, 2, 9, 50),
        ({"server": 600}, 1, 599, 25),
        ({}, 0, 0, 0),
    ],
)
def test_a_machine_counts_against_what_is_expected_of_its_kind_and_no_further(
    heard: dict[str, int], met: int, beyond: int, percent: int
) -> None:
    found = of_site({"server": 1, "desktop": 3}, heard)
    assert (found.met, found.beyond, found.percent) == (met, beyond, percent)


def test_a_site_may_expect_machines_whose_kind_is_not_known() -> None:
    assert of_site({"unknown": 2}, {"unknown": 3, "desktop": 1}) == Coverage(4, 2, 2)


def test_one_sites_surplus_does_not_hide_anothers_deficit() -> None:
    heard: Heard = {HQ: {"desktop": 30, "server": 2}, CLINIC: {"desktop": 20}}
    found = of_council(COUNTED, "mbulu-dc", heard)
    assert (found.met, found.expected, found.beyond, found.percent) == (35, 45, 17, 77)


def test_what_reports_from_where_nothing_is_expected_is_beyond_or_makes_it_unknown() -> None:
    lost_site: Heard = {HQ: {"desktop": 40}, ("mbulu-dc", "gone"): {"desktop": 5}}
    assert of_scope(COUNTED, REGION, lost_site) == Coverage(45, 45, 5)
    lost_council: Heard = {HQ: {"desktop": 40}, ("gone-dc", "gone"): {"desktop": 5}}
    assert of_scope(COUNTED, REGION, lost_council).percent is None
    assert of_scope(COUNTED, Scope("mbulu-dc"), lost_council).expected == 45
    uncounted = parse(GOOD.replace(", expected: {desktop: 3}", ""), "o.yaml")
    assert of_scope(uncounted, REGION, {HQ: {"desktop": 40}}) == Coverage(40, None, 0)
    assert together([]) == Coverage(0, None)


@given(
    st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
    st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9)),
)
def test_a_hundred_percent_of_a_site_means_all_of_each_kind(
    expected: dict[str, int], heard: dict[str, int]
) -> None:
    found = of_site(expected, heard)
    every = all(heard.get(kind, 0) >= n for kind, n in expected.items())
    assert (found.percent == 100) == (every and sum(expected.values()) > 0)
    assert found.met + found.beyond == sum(heard.values())


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_hundred_percent_means_all(reporting: int, expected: int) -> None:
    percent = Coverage(reporting, expected).percent
    assert percent is not None
    assert (percent == 100) == (reporting >= expected)

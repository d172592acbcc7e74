"""Coverage: how much of what there should be reports, and never a false 100 %."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.organisation.coverage import Coverage


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


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_hundred_percent_means_all(reporting: int, expected: int) -> None:
    percent = Coverage(reporting, expected).percent
    assert percent is not None
    assert (percent == 100) == (reporting >= expected)

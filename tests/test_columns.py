"""Lists that commands print: their columns stand."""

from __future__ import annotations

from collector.cli.columns import aligned


def test_each_column_is_as_wide_as_what_is_in_it() -> None:
    assert aligned([("a", "bcd", "x"), ("abcd", "b", "")]) == ["a     bcd  x", "abcd  b"]


def test_one_that_is_too_long_pushes_its_own_line_alone() -> None:
    long = "n" * 60
    assert aligned([(long, "x"), ("a", "x")]) == [f"{long}  x", f"{'a':40}  x"]


def test_nothing_is_nothing() -> None:
    assert aligned([]) == []

"""YAML with its lines: what cannot be read is told where it stands, and dates stay texts."""

from __future__ import annotations

import pytest

from collector import lined

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{two}: &{two} [{', '.join([f'*{one}'] * 10)}]\n"
    for one, two in zip("abcdef", "bcdefg", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (f"a: 1\nb: {'9' * 5000}", 2, "'99999999999999999999' cannot be read as a value"),
        ("a: 1\nb: !!bool x", 2, "'x' cannot be read"),
        ("a: 1\nb: !!int ''", 2, "'' cannot be read"),
        ("a: 1\nb: !!timestamp x", 2, "'x' cannot be read"),
        ("a: 1\nb: \x01", 2, "there is a character that cannot be"),
        ("a: &a [*a]", 1, "holds itself"),
        (LAUGHS, 1, "it repeats itself without end"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(lined.YamlError) as caught:
        lined.parse(text)
    assert caught.value.line == line
    assert reason in str(caught.value)


@pytest.mark.parametrize("day", ["2026-11-23", "2026-13-45", "2026-11-23T99:99:99"])
def test_a_date_stays_the_text_it_is(day: str) -> None:
    assert lined.parse(f"date: {day}").content == {"date": day}


def test_keys_given_twice_are_all_told_and_the_first_counts() -> None:
    found = lined.parse("a: 1\nb: {c: 2, c: 3}\na: {d: 4,\n  d: 5}")
    assert found.content == {"a": 1, "b": {"c": 2}}
    told = [(again.line, str(again)) for again in found.twice]
    assert sorted(told) == [
        (2, "c is given twice, first in the same line"),
        (3, "a is given twice, first in line 1"),
        (4, "d is given twice, first in line 3"),
    ]


def test_keys_that_are_merged_in_are_not_given_twice() -> None:
    found = lined.parse("a: &a {k: 1}\nb: {<<: *a, k: 2}")
    assert found.content == {"a": {"k": 1}, "b": {"k": 2}}
    assert found.line("b", "k") == 2


def test_a_key_is_the_text_it_is_though_yaml_takes_it_for_a_truth() -> None:
    found = lined.parse("firewall: {on: on, off: 1, yes: 2}")
    assert found.content == {"firewall": {"on": True, "off": 1, "yes": 2}}
    assert found.line("firewall", "on") == 1

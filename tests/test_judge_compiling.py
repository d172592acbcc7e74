"""Conditions that mean nothing are refused with the place and the nearest right word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from agent.field import Field
from collector.judge.bounds import Bounds, ConditionError
from collector.judge.compiling import Compiler
from collector.judge.operators import version_key
from collector.judge.units import UnitError, amount

FIELDS = {
    "memory.installed": Field("B", "", int),
    "silence.lasts": Field("s", "", int),
    "mem.percent": Field("%", ""),
    "support.days_left": Field("d", "", int),
    "os.name": Field("1", "", str),
    "os.graphical": Field("1", "", bool),
    "disks[].name": Field("1", "", str),
    "disks[].size": Field("B", "", int),
}
PARAMS: dict[str, Any] = {
    "ram": "8 GiB",
    "silent": {"server": "15 min", "other": "14 d"},
    "odd": {"server": "1 B"},
    "bad": "four",
    "worse": {"server": 8, "other": "8 GiB"},
    "itself": ["$itself"],
}


def compiled(thing: Any, kind: str = "desktop") -> Any:
    compiler = Compiler(FIELDS, Bounds(PARAMS, kind))
    check = compiler.check(thing, ("require",))
    if compiler.faults:
        raise compiler.faults[0]
    return check


@pytest.mark.parametrize(
    ("thing", "reason", "place"),
    [
        ("x", "a condition must be named values", ("require",)),
        (None, "a condition must be named values", ("require",)),
        ({}, "there is no fact ''", ("require", "fact")),
        (
            {"fact": "memory.instaled", "at_least": 1},
            "did you mean memory.installed",
            ("require", "fact"),
        ),
        (
            {"fact": "memory.installed", "atleast": 1},
            "did you mean at_least",
            ("require", "atleast"),
        ),
        ({"fact": "memory.installed"}, "one word is needed", ("require",)),
        ({"fact": "memory.installed", "at_least": 1, "below": 5}, "one word is needed", None),
        ({"fact": "memory.installed", "at_least": "8 GHz"}, "does not fit the unit B", None),
        ({"fact": "memory.installed", "at_least": "much"}, "does not fit a fact of unit B", None),
        ({"fact": "memory.installed", "at_least": True}, "does not fit", None),
        ({"fact": "memory.installed", "at_least": None}, "does not fit", None),
        ({"fact": "memory.installed", "at_least": {"a": 1}}, "does not fit", None),
        ({"fact": "memory.installed", "at_least": "$rom"}, "did you mean ram", None),
        ({"fact": "memory.installed", "one_of": "8 GiB"}, "one_of needs a list", None),
        ({"fact": "memory.installed", "between": ["1 GiB"]}, "between needs two", None),
        ({"fact": "memory.installed", "at_least": ["1 B", "2 B"]}, "at_least needs one", None),
        ({"fact": "os.name", "at_least": 5}, "needs a fact that is a number", None),
        ({"fact": "os.name", "is": 5}, "does not fit", None),
        ({"fact": "os.graphical", "is": 1}, "does not fit", None),
        ({"fact": "memory.installed", "at_least": "1 B", "doubt": "x"}, "a number is needed", None),
        ({"fact": "memory.installed", "is": "1 B", "clears": "1 B"}, "clears means nothing", None),
        ({"fact": "os.name", "like": "a*", "doubt": 1}, "doubt means nothing", None),
        ({"fact": "memory.installed", "at_least": "1 B", "if_unknown": "fail"}, "if_unknown", None),
        ({"all": []}, "all must stand alone", ("require",)),
        ({"all": 5}, "all must stand alone", ("require",)),
        ({"all": [{"fact": "x", "is": 1}]}, "there is no fact 'x'", ("require", "all", 0, "fact")),
        ({"any": [], "fact": "os.name"}, "any must stand alone", ("require",)),
        ({"not": {"fact": "os.name", "is": "x"}, "fact": "y"}, "not must stand alone", None),
        ({"not": "x"}, "a condition must be named values", ("require", "not")),
        ({"every": "disk", "that": {}}, "did you mean disks", ("require", "every")),
        ({"every": "disks"}, "every needs a condition", ("require",)),
        (
            {"every": "disks", "taht": {}, "that": {}},
            "did you mean that",
            ("require", "taht"),
        ),
        (
            {"some": "disks", "that": {"fact": "sise", "at_least": 1}},
            "there is no fact 'sise' in disks (did you mean size?)",
            ("require", "that", "fact"),
        ),
    ],
)
def test_a_condition_that_means_nothing_is_refused(
    thing: Any, reason: str, place: tuple[Any, ...] | None
) -> None:
    with pytest.raises(ConditionError) as caught:
        compiled(thing)
    assert reason in str(caught.value)
    assert place is None or caught.value.path == place


@pytest.mark.parametrize(
    ("thing", "reason"),
    [
        ({"fact": "memory.installed", "at_least": 8}, "8 of what? Write its unit: B, KiB"),
        ({"fact": "silence.lasts", "at_most": 15}, "15 of what? Write its unit: s, min"),
        ({"fact": "silence.lasts", "at_most": "15 min", "clears": 5}, "5 of what?"),
        ({"fact": "memory.installed", "at_least": float("nan")}, "nan is no amount"),
        ({"fact": "mem.percent", "below": float("inf")}, "inf is no amount"),
        ({"fact": "memory.installed", "at_least": "-8 GiB"}, "-8 GiB is less than nothing"),
        ({"fact": "silence.lasts", "at_most": "-5 min"}, "less than nothing"),
        ({"fact": "mem.percent", "below": 90, "clears": -5}, "less than nothing"),
        ({"fact": "support.days_left", "above": 5, "clears": -5}, "a number is needed, not -5"),
        ({"fact": "memory.installed", "between": ["2 GiB", "1 GiB"]}, "the smaller number first"),
        ({"fact": "os.name", "like": [1]}, "use a text"),
        (
            {"every": "disks", "that": {"every": "disks", "that": {"fact": "size", "above": 0}}},
            "every cannot stand within the rows of disks",
        ),
    ],
)
def test_an_amount_that_may_be_meant_otherwise_or_cannot_be_is_refused(
    thing: Any, reason: str
) -> None:
    with pytest.raises(ConditionError, match=re.escape(reason)):
        compiled(thing)


def test_nothing_is_nothing_in_every_unit() -> None:
    assert compiled({"fact": "memory.installed", "above": 0})


def test_what_is_wrong_with_a_parameter_is_told_at_the_parameter() -> None:
    for name, place in (("bad", ("params", "bad")), ("worse", ("params", "worse", "server"))):
        with pytest.raises(ConditionError) as caught:
            compiled({"fact": "memory.installed", "at_least": f"${name}"}, "server")
        assert caught.value.path == place


def test_a_list_that_names_itself_is_refused() -> None:
    with pytest.raises(ConditionError, match="does not fit"):
        compiled({"fact": "memory.installed", "one_of": "$itself"})


def test_a_parameter_may_differ_by_kind() -> None:
    condition = {"fact": "silence.lasts", "at_most": "$silent"}
    facts = {"silence": {"lasts": 3600}}
    assert compiled(condition, "server")(facts, False).truth is False
    assert compiled(condition, "laptop")(facts, False).truth is True


def test_a_parameter_without_a_value_for_a_kind_is_an_error_not_another_kinds_value() -> None:
    condition = {"fact": "memory.installed", "at_least": "$odd"}
    assert compiled(condition, "server")
    with pytest.raises(ConditionError, match="odd has no value for desktop"):
        compiled(condition, "desktop")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("8 GiB", "B", 8 * 2**30),
        ("240 GB", "B", 240 * 10**9),
        ("0.5 KiB", "B", 512),
        ("30 min", "s", 1800),
        ("14 d", "s", 14 * 86_400),
        ("-1 h", "s", -3600),
        ("10 %", "%", 10),
        ("240 GB", "1", "240 GB"),
        (5, "B", 5),
        ("plain", "B", "plain"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: object, unit: str, value: object) -> None:
    assert amount(text, unit) == value


@pytest.mark.parametrize(("text", "unit"), [("8 GHz", "B"), ("5 GiB", "s"), ("3 gib", "B")])
def test_an_amount_of_another_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(UnitError, match="does not fit the unit"):
        amount(text, unit)


def test_versions_sort_by_their_numbers() -> None:
    texts = ["6.9", "6.49.10", "7.1", "7.1.1", "7.10", "10.0.9600", "10.0.19045"]
    assert sorted({*texts}, key=version_key) == texts

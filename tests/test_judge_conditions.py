"""Conditions: three-valued, each answer with its evidence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.field import Field
from collector.judge.bounds import Bounds
from collector.judge.comparing import Answer
from collector.judge.compiling import Compiler
from collector.judge.verdict import Evidence

GIB = 1 << 30
FIELDS = {
    "memory.installed": Field("B", "", int),
    "memory.visible": Field("B", "", int),
    "support.days_left": Field("d", "", int),
    "mem.percent": Field("%", ""),
    "os.name": Field("1", "", str),
    "os.version": Field("1", "", str),
    "os.graphical": Field("1", "", bool),
    "disks[].name": Field("1", "", str),
    "disks[].size": Field("B", "", int),
    "disks[].type": Field("1", "", str),
    "disks[].system": Field("1", "", bool),
    "flags.a": Field("1", "", bool),
    "flags.b": Field("1", "", bool),
    "flags.c": Field("1", "", bool),
}


def ask(condition: dict[str, Any], facts: dict[str, Any], *, broken: bool = False) -> Answer:
    return Compiler(FIELDS, Bounds({}, "desktop")).check(condition, ())(facts, broken)


@pytest.mark.parametrize(
    ("condition", "value", "truth"),
    [
        ({"at_least": "8 GiB"}, 8 * GIB, True),
        ({"at_least": "8 GiB"}, 8 * GIB - 1, False),
        ({"at_most": "8 GiB"}, 8 * GIB, True),
        ({"at_most": "8 GiB"}, 8 * GIB + 1, False),
        ({"above": "8 GiB"}, 8 * GIB, False),
        ({"above": "8 GiB"}, 8 * GIB + 1, True),
        ({"below": "8 GiB"}, 8 * GIB, False),
        ({"below": "8 GiB"}, 0, True),
        ({"between": ["1 GiB", "2 GiB"]}, GIB, True),
        ({"between": ["1 GiB", "2 GiB"]}, 2 * GIB, True),
        ({"between": ["1 GiB", "2 GiB"]}, 2 * GIB + 1, False),
        ({"outside": ["1 GiB", "2 GiB"]}, GIB, False),
        ({"outside": ["1 GiB", "2 GiB"]}, 2 * GIB + 1, True),
        ({"is": "8 GiB"}, 8 * GIB, True),
        ({"is_not": "8 GiB"}, 8 * GIB, False),
        ({"one_of": ["1 GiB", "2 GiB"]}, 2 * GIB, True),
        ({"none_of": ["1 GiB", "2 GiB"]}, 2 * GIB, False),
    ],
)
def test_a_word_compares_in_the_catalogues_unit(
    condition: dict[str, Any], value: int, truth: bool
) -> None:
    answer = ask({"fact": "memory.installed", **condition}, {"memory": {"installed": value}})
    assert answer.truth is truth
    assert answer.evidence[0].observed == value
    assert ask({"fact": "memory.installed", **condition}, {}).truth is None


@pytest.mark.parametrize(
    ("condition", "value", "truth"),
    [
        ({"like": ["utorrent*", "*keygen*"]}, "uTorrent 3.5", True),
        ({"like": "*keygen*"}, "Super KeyGen", True),
        ({"like": "torrent"}, "utorrent", False),
        ({"like": "a.c"}, "abc", False),
        ({"like": "[ab]*"}, "abc", False),
        ({"like": "office [x86]*"}, "Office [x86] 2016", True),
        ({"like": ["a?c", "b"]}, "a\nc", True),
        ({"unlike": ["anydesk*"]}, "AnyDesk", False),
        ({"one_of": ["Debian", "Ubuntu"]}, "debian", False),
        ({"version_at_least": "7.12"}, "7.12.1", True),
        ({"version_at_least": "7.12"}, "7.9", False),
        ({"version_at_least": "10.0.19045"}, "10.0.9600", False),
        ({"version_at_least": "7.12.0"}, "7.12", True),
        ({"version_at_least": "7.12"}, "7.12-1ubuntu2", True),
        ({"version_below": "2.0"}, "1.99.99", True),
    ],
)
def test_texts_and_versions_compare_as_people_mean_it(
    condition: dict[str, Any], value: str, truth: bool
) -> None:
    assert ask({"fact": "os.name", **condition}, {"os": {"name": value}}).truth is truth


def test_so_close_to_its_bound_a_failure_is_unknown() -> None:
    condition = {"fact": "memory.visible", "at_least": "8 GiB", "doubt": "1 GiB"}
    facts = [{"memory": {"visible": v}} for v in (8 * GIB, 7 * GIB, 7 * GIB - 1)]
    assert [ask(condition, f).truth for f in facts] == [True, None, False]
    assert ask(condition, facts[1]).evidence[0].note == "doubt"


@pytest.mark.parametrize(
    ("condition", "mended"),
    [
        ({"at_least": 10, "clears": 2}, 12.0),
        ({"above": 10, "clears": 2}, 12.5),
        ({"at_most": 90, "clears": 5}, 85.0),
        ({"below": 90, "clears": 5}, 84.5),
    ],
)
def test_once_broken_the_bound_is_stricter(condition: dict[str, Any], mended: float) -> None:
    condition = {"fact": "mem.percent", **condition}
    bound = condition.get("at_least", condition.get("above", 90))
    nearly = (mended + bound) / 2
    assert ask(condition, {"mem": {"percent": nearly}}).truth is True
    assert ask(condition, {"mem": {"percent": nearly}}, broken=True).truth is False
    assert ask(condition, {"mem": {"percent": mended}}, broken=True).truth is True


@pytest.mark.parametrize("wrap", [lambda c: {"not": c}, lambda c: {"not": {"any": [c]}}])
def test_what_must_not_hold_clears_the_other_way(wrap: Any) -> None:
    condition = wrap({"fact": "mem.percent", "above": 90, "clears": 5})
    assert ask(condition, {"mem": {"percent": 88.0}}).truth is True
    assert ask(condition, {"mem": {"percent": 88.0}}, broken=True).truth is False
    assert ask(condition, {"mem": {"percent": 85.0}}, broken=True).truth is True


def test_no_row_may_hold_until_it_clears() -> None:
    condition = {"none": "disks", "that": {"fact": "size", "below": "64 GB", "clears": "8 GB"}}
    facts = disks({"size": 70 * 10**9})
    assert ask(condition, facts).truth is True
    assert ask(condition, facts, broken=True).truth is False


OPPOSITES = [
    ({"at_least": "8 GiB"}, "below"),
    ({"above": "8 GiB"}, "at_most"),
    ({"between": ["1 GiB", "2 GiB"]}, "outside"),
    ({"is": "8 GiB"}, "is_not"),
    ({"none_of": ["8 GiB"]}, "one_of"),
]


@pytest.mark.parametrize(("condition", "asked"), OPPOSITES)
def test_what_is_asked_of_what_must_not_hold_is_the_opposite(
    condition: dict[str, Any], asked: str
) -> None:
    condition = {"fact": "memory.installed", **condition}
    for facts in ({"memory": {"installed": 16 * GIB}}, {}):
        assert ask({"not": condition}, facts).evidence[0].operator == asked
    twice = ask({"not": {"not": condition}}, {"memory": {"installed": 16 * GIB}})
    assert twice.evidence[0].operator == next(iter(condition.keys() - {"fact"}))


def test_a_missing_fact_says_so_or_is_skipped() -> None:
    condition = {"fact": "memory.installed", "at_least": "8 GiB"}
    expected = Evidence("memory.installed", None, "at_least", 8 * GIB, "B", "", "missing")
    assert ask(condition, {"memory": 5}) == Answer(None, (expected,))
    assert ask({**condition, "if_unknown": "skip"}, {}).truth is True


@pytest.mark.parametrize("odd", ["8 GiB", True, [], {}, [8]])
def test_a_fact_of_another_type_is_not_known(odd: object) -> None:
    condition = {"fact": "memory.installed", "at_least": "8 GiB"}
    answer = ask(condition, {"memory": {"installed": odd}})
    assert answer.truth is None
    assert answer.evidence[0].observed is None


def test_the_first_that_is_known_decides() -> None:
    condition = {
        "first_known": [
            {"fact": "memory.installed", "at_least": "8 GiB"},
            {"fact": "memory.visible", "at_least": "8 GiB", "doubt": "1 GiB"},
        ]
    }
    both = {"memory": {"installed": 4 * GIB, "visible": 8 * GIB}}
    assert ask(condition, both).truth is False
    assert ask(condition, {"memory": {"visible": 8 * GIB}}).truth is True
    assert ask(condition, {"memory": {"visible": 15 * GIB // 2}}).evidence[0].note == "doubt"
    assert ask(condition, {}).evidence[0].fact == "memory.installed"


TRUTHS = st.sampled_from([True, False, None])


def flags(*truths: bool | None) -> dict[str, Any]:
    named = zip("abc", truths, strict=False)
    return {"flags": {name: truth for name, truth in named if truth is not None}}


def each(count: int = 3) -> list[dict[str, Any]]:
    return [{"fact": f"flags.{name}", "is": True} for name in "abc"[:count]]


@given(TRUTHS, TRUTHS, TRUTHS)
def test_all_any_and_not_are_logic_with_unknown_in_between(
    a: bool | None, b: bool | None, c: bool | None
) -> None:
    facts, truths = flags(a, b, c), (a, b, c)
    every = False if False in truths else None if None in truths else True
    some = True if True in truths else None if None in truths else False
    assert ask({"all": each()}, facts).truth is every
    assert ask({"any": each()}, facts).truth is some
    assert ask({"not": {"all": each()}}, facts).truth is (None if every is None else not every)


@given(TRUTHS, TRUTHS, TRUTHS)
def test_what_is_shown_is_what_decided(a: bool | None, b: bool | None, c: bool | None) -> None:
    for word in ("all", "any"):
        answer = ask({word: each()}, flags(a, b, c))
        assert answer.evidence
        observed = {e.observed for e in answer.evidence}
        assert observed == {answer.truth}


def disks(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"disks": [{"name": f"sd{'abc'[i]}", **row} for i, row in enumerate(rows)]}


BIG = {"every": "disks", "that": {"fact": "size", "at_least": "240 GB"}}
SYSTEM = {**BIG, "where": {"fact": "system", "is": True}}
SPINS = {"fact": "type", "is": "hdd"}
LARGE, SMALL = {"size": 10**12}, {"size": 10**9}


@pytest.mark.parametrize(
    ("rows", "truth"),
    [
        ((LARGE, LARGE), True),
        ((LARGE, SMALL), False),
        ((LARGE, {}), None),
        ((SMALL, {}), False),
    ],
)
def test_every_is_false_by_one_and_unknown_by_one(
    rows: tuple[dict[str, Any], ...], truth: bool | None
) -> None:
    answer = ask(BIG, disks(*rows))
    assert answer.truth is truth
    if truth is False:
        assert {e.observed for e in answer.evidence} == {10**9}
        assert all(e.item for e in answer.evidence)


@pytest.mark.parametrize(
    ("types", "some"),
    [(("hdd", "ssd"), True), (("ssd", "ssd"), False), (("ssd", None), None), (("hdd", None), True)],
)
def test_some_and_none_are_each_others_opposite(
    types: tuple[str | None, ...], some: bool | None
) -> None:
    facts = disks(*({"type": t} if t else {} for t in types))
    assert ask({"some": "disks", "that": SPINS}, facts).truth is some
    none = ask({"none": "disks", "that": SPINS}, facts)
    assert none.truth is (None if some is None else not some)
    if none.truth is False:
        assert none.evidence[0] == Evidence("type", "hdd", "is_not", "hdd", "1", "sda")


def test_a_list_nobody_sent_is_unknown() -> None:
    for word in ("every", "some", "none"):
        assert ask({word: "disks", "that": SPINS}, {}).truth is None
        assert ask({word: "disks", "that": SPINS}, {"disks": "odd"}).truth is None


def test_rows_that_where_leaves_out_decide_nothing() -> None:
    facts = disks({"system": True, **LARGE}, {"system": False, **SMALL})
    assert ask(SYSTEM, facts).truth is True
    assert len(ask(SYSTEM, facts).evidence) == 1


def test_a_row_that_may_or_may_not_be_meant_is_unknown_where_it_would_decide() -> None:
    assert ask(SYSTEM, disks(SMALL)).truth is None
    assert ask(SYSTEM, disks(LARGE)).truth is True
    assert ask(SYSTEM, disks({"system": True, **SMALL}, SMALL)).truth is False
    spins = {"where": {"fact": "system", "is": True}, "that": SPINS}
    assert ask({"some": "disks", **spins}, disks({"type": "hdd"})).truth is None
    assert ask({"none": "disks", **spins}, disks({"type": "hdd"})).truth is None
    assert ask({"none": "disks", **spins}, disks({"type": "ssd"})).truth is True


def test_no_rows_break_nothing_and_fulfil_no_some() -> None:
    answers = {w: ask({w: "disks", "that": SPINS}, {"disks": []}) for w in ("every", "none")}
    assert all(a.truth is True for a in answers.values())
    assert ask({"some": "disks", "that": SPINS}, {"disks": []}).truth is False
    assert answers["every"].evidence == (Evidence("disks", 0, "count", None, "1"),)

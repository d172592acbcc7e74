"""Evidence in words, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from collector.judge import words
from collector.judge.bounds import Bounds
from collector.judge.compiling import Compiler
from collector.judge.judging import judge_one
from collector.judge.operators import OPERATORS, PAIRS
from collector.judge.verdict import Evidence, Verdict
from collector.standards.rulebook import FIELDS, SHIPPED, read
from collector.words.text import text_for

EN, SW = text_for("en"), text_for("sw")
RULES = read([SHIPPED]).rules
GIB = 1 << 30


def said(*parts: Any, **named: Any) -> str:
    return words.sentence(EN, Evidence(*parts, **named), "HW-01", 1)


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        (
            ("memory.installed", 4 * GIB, "at_least", 8 * GIB, "B"),
            "memory installed: 4 GiB; at least 8 GiB required by HW-01 v1",
        ),
        (
            ("free_percent", 3.0, "at_least", 10, "%", "/home"),
            "free space on /home: 3 %; at least 10 % required by HW-01 v1",
        ),
        (
            ("writable", False, "is", True, "1", "/"),
            "/ cannot be written to; HW-01 v1 requires that it can",
        ),
        (
            ("writable", True, "is", True, "1", "/"),
            "/ can be written to; as required by HW-01 v1",
        ),
        (
            ("writable", True, "is_not", True, "1", "/"),
            "/ can be written to; HW-01 v1 requires that it cannot",
        ),
        (
            ("removable", True, "is", False, "1", "sdb"),
            "sdb: removable: yes; required: no (HW-01 v1)",
        ),
        (
            ("os.graphical", False, "is", True, "1"),
            "os graphical: no; required: yes (HW-01 v1)",
        ),
        (
            ("support.ended_before", "2010-02-15", "unlike", "*", "date"),
            "support ended before 15 Feb 2010; support required by HW-01 v1",
        ),
        (
            ("silence.lasts", 95_400, "at_most", 900, "s"),
            "not heard from for more than 1 day 2 h; at most 15 min allowed by HW-01 v1",
        ),
        (
            ("silence.lasts", 932, "at_most", 900, "s", "", "", "1795453500"),
            "not heard from since 23 Nov 2026, 20:05; at most 15 min allowed by HW-01 v1",
        ),
        (
            ("silence.lasts", 0, "at_most", 900, "s"),
            "heard from in time; at most 15 min allowed by HW-01 v1",
        ),
        (
            ("type", "hdd", "one_of", ["ssd", "nvme"], "1", "sda"),
            "type of sda: hdd; one of ssd, nvme required by HW-01 v1",
        ),
        (
            ("name", "qBittorrent", "unlike", ["qbit*"], "1", "qBittorrent"),
            "found: qBittorrent; not allowed by HW-01 v1",
        ),
        (
            ("memory.installed", None, "at_least", 8 * GIB, "B", "", "missing"),
            "cannot tell: nothing is known of memory installed",
        ),
        (
            ("memory.visible", 7.5 * GIB, "at_least", 8 * GIB, "B", "", "doubt"),
            "cannot tell: memory visible is 7.5 GiB, too close to 8 GiB",
        ),
        (
            ("os.version_id", "11", "between", [10, 12], "1"),
            "os version id: 11; 10 to 12 required by HW-01 v1",
        ),
        (
            ("support.days_left", 30, "at_least", 180, "d"),
            "support ends in 30 days; at least 180 days required by HW-01 v1",
        ),
        (
            ("support.days_left", 30, "at_least", 180, "d", "", "", "2026-12-23"),
            "support ends in 30 days (23 Dec 2026); at least 180 days required by HW-01 v1",
        ),
        (
            ("support.days_left", 1, "at_least", 180, "d", "", "", "2026-11-24"),
            "support ends in 1 day (24 Nov 2026); at least 180 days required by HW-01 v1",
        ),
        (
            ("support.days_left", 0, "at_least", 0, "d", "", "", "2026-11-23"),
            "support ends today (23 Nov 2026); support required by HW-01 v1",
        ),
        (
            ("support.days_left", -543, "at_least", 0, "d", "", "", "2025-05-29"),
            "support ended 543 days ago (29 May 2025); support required by HW-01 v1",
        ),
        (
            ("support.days_left", -1, "at_least", 0, "d"),
            "support ended 1 day ago; support required by HW-01 v1",
        ),
        (
            ("support.days_left", None, "at_least", 0, "d", "", "missing", "Ubuntu 27.04"),
            "cannot tell: the tables do not say how long Ubuntu 27.04 is supported",
        ),
        (
            ("support.days_left", None, "at_least", 0, "d", "", "missing"),
            "cannot tell: which operating system it runs is not known",
        ),
        (
            ("volumes", None, "every", None, "1", "", "missing"),
            "cannot tell: no sample of its disks came within the last day",
        ),
        (
            ("software", 1204, "count", None, "1"),
            "programs: 1,204, none forbidden by HW-01 v1",
        ),
        (("software", 1, "count", None, "1"), "programs: 1, none forbidden by HW-01 v1"),
        (
            ("mounts", None, "count", None, "1", "", "missing"),
            "cannot tell: nothing is known of file systems",
        ),
        (("disks", 0, "count", None, "1"), "disks: none that HW-01 v1 is about"),
    ],
)
def test_a_comparison_reads_as_a_sentence(evidence: tuple[Any, ...], sentence: str) -> None:
    assert said(*evidence) == sentence


@pytest.mark.parametrize(
    ("condition", "facts", "sentence"),
    [
        (
            {"not": {"fact": "memory.installed", "at_least": "8 GiB"}},
            {"memory": {"installed": 16 * GIB}},
            "memory installed: 16 GiB; below 8 GiB required by HW-01 v1",
        ),
        (
            {"none": "disks", "that": {"fact": "size", "below": "64 GB"}},
            {"disks": [{"name": "sda", "size": 32 * 10**9}]},
            "size of sda: 32 GB; at least 64 GB required by HW-01 v1",
        ),
        (
            {"not": {"fact": "os.name", "like": "*Home*"}},
            {"os": {"name": "Windows 11 Home"}},
            "os name: Windows 11 Home; not allowed by HW-01 v1",
        ),
        (
            {"not": {"fact": "memory_use.percent", "between": [10, 20]}},
            {"memory_use": {"percent": 15.0}},
            "memory use percent: 15 %; outside 10 % to 20 % required by HW-01 v1",
        ),
    ],
)
def test_what_must_not_hold_is_told_as_what_is_required(
    condition: dict[str, Any], facts: dict[str, Any], sentence: str
) -> None:
    answer = Compiler(FIELDS, Bounds({}, "server")).check(condition, ())(facts, False)
    assert answer.truth is False
    assert [words.sentence(EN, e, "HW-01", 1) for e in answer.evidence] == [sentence]


def test_every_word_and_every_note_has_a_sentence() -> None:
    for operator in (*OPERATORS, "count"):
        bound = [1, 2] if operator in PAIRS else 1
        for note in ("", "missing", "doubt", "settling", "waiting"):
            assert "{" not in said("memory.installed", 1, operator, bound, "1", "", note)


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
@pytest.mark.parametrize("lang", ["en", "sw"])
def test_every_example_of_every_rule_can_be_told(rule: Any, lang: str) -> None:
    text = text_for(lang)
    assert "{" not in words.title(rule, text)
    for example in rule.examples:
        verdict = judge_one(example.facts, rule, example.kind, 1_000_000_000, None)
        if verdict is not None:
            sentences = words.sentences(text, verdict)
            assert sentences
            assert not any("{" in s or "None" in s for s in sentences)


def test_in_swahili_a_unit_comes_before_its_number_everywhere() -> None:
    memory = Evidence("memory.installed", 4 * GIB, "at_least", 8 * GIB, "B")
    assert words.sentence(SW, memory, "HW-01", 1) == (
        "kumbukumbu (RAM) iliyowekwa: GiB 4; angalau GiB 8 inatakiwa na HW-01 v1"
    )
    titles = {rule.id: words.title(rule, SW) for rule in RULES}
    assert titles["HW-01"] == "Kumbukumbu (RAM) isiyopungua GiB 8"
    assert titles["HLT-06"] == "Matumizi ya RAM chini ya 95 %"


def test_in_swahili_what_is_so_of_a_row_reads_as_it_is_said() -> None:
    def told(*parts: Any) -> str:
        return words.sentence(SW, Evidence(*parts), "HLT-07", 1)

    broken = told("writable", False, "is", True, "1", "/")
    assert broken == "/ haiandikiki; HLT-07 v1 inataka iandikike"
    free = told("free_percent", 3.0, "at_least", 10, "%", "/home")
    assert free == "nafasi iliyobaki kwenye /home: 3 %; angalau 10 % inatakiwa na HLT-07 v1"


def test_what_support_rests_on_is_told_with_its_day_and_its_system() -> None:
    rule = next(rule for rule in RULES if rule.id == "OS-01")

    def told(facts: dict[str, Any]) -> list[str]:
        verdict = judge_one({**facts, "asset": {"kind": "desktop"}}, rule, "desktop", 0, None)
        assert verdict is not None
        return words.sentences(EN, verdict)

    ended = {"days_left": -543, "ends": "2025-05-29"}
    assert told({"support": ended, "os": {"version": "Ubuntu 20.04.6 LTS"}}) == [
        "support ended 543 days ago (29 May 2025); support required by OS-01 v1"
    ]
    assert told({"support": {}, "os": {"name": "Arch Linux"}}) == [
        "cannot tell: the tables do not say how long Arch Linux is supported"
    ]


def test_titles_carry_their_numbers() -> None:
    titles = {rule.id: words.title(rule, EN) for rule in RULES}
    assert titles["HW-01"] == "Memory at least 8 GiB"
    assert titles["HLT-03"] == "Server heard from within 15 min"
    assert titles["HLT-06"] == "Memory use below 95 %"
    assert titles["OS-02"] == "Support of the system lasts another 180 days"


def test_a_gap_and_a_breach_are_told_apart() -> None:
    verdict = Verdict("X", 1, "breach", "major", False, (), 0)
    found = [words.standing(EN, v) for v in (verdict, verdict._replace(gap=True))]
    assert found == ["breaks the standard", "gap"]
    assert words.standing(EN, verdict._replace(status="unknown")) == "cannot tell"
    assert words.standing(EN, verdict._replace(status="compliant")) == "meets"


def test_the_same_sentence_is_said_once() -> None:
    part = Evidence("memory.installed", 1, "at_least", 2, "B")
    assert len(words.sentences(EN, Verdict("X", 1, "breach", "major", False, (part, part), 0))) == 1

"""Standards files: all that is wrong at once, with file, line and rule; and nothing crashes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.judge.load import Pack, load
from collector.judge.rule import Adoption
from collector.standards.rulebook import FIELDS, SHIPPED
from tests.places import places, replaced

GOOD = """\
params:
  ram: 8 GiB
references:
  OURS: {title: Our own}
rules:
  - id: X-01
    version: 1
    title: {en: 'Memory at least {ram}', sw: 'RAM {ram}'}
    group: hardware
    severity: major
    applies_to: {kind: [desktop, laptop]}
    require: {fact: memory.installed, at_least: $ram}
    escalate: {critical: {fact: memory.installed, below: 1 GiB}}
    why: {en: Why., sw: Kwa nini.}
    remedy: {en: Do it., sw: Fanya.}
    references: [OURS]
    examples:
      - {is: compliant, facts: {memory: {installed: 8589934592}}}
      - {is: breach, facts: {memory: {installed: 1}}}
      - {is: unknown, facts: {}}
"""


def pack(*texts: str) -> Pack:
    """The first file stands for the shipped ones."""
    return load([(f"f{i}.yaml", text) for i, text in enumerate(texts)], FIELDS, ["f0.yaml"])


def faults(*texts: str) -> list[str]:
    return [str(fault) for fault in pack(*texts).faults]


def test_a_good_file_has_no_faults() -> None:
    made = pack(GOOD)
    assert made.faults == ()
    [rule] = made.rules
    assert (rule.id, rule.source, rule.line, rule.kinds) == (
        "X-01",
        "f0.yaml",
        6,
        ("desktop", "laptop"),
    )
    assert rule.parameters == {"ram": "8 GiB"}
    assert rule.proposed


def test_a_reference_is_told_in_both_languages_or_as_it_stands() -> None:
    own = GOOD.replace("title: Our own", "title: {en: Our own, sw: Yetu}, verified: by us")
    [rule] = pack(own.replace("[OURS]", "[{id: OURS, note: 2.1}]")).rules
    [reference] = rule.references
    told = (reference.title, reference.verified, reference.note)
    assert [text.in_("sw") for text in told] == ["Yetu", "by us", "2.1"]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("group: hardware", "group: hardwear", 9, "did you mean hardware"),
        ("severity: major", "severity: bad", 10, "severity 'bad' is unknown"),
        ("kind: [desktop", "kind: [desktoq", 11, "did you mean desktop"),
        ("applies_to: {kind: [desktop, laptop]}", "applies_to: {kind: desktop}", 11, "a list"),
        ("applies_to: {kind: [desktop, laptop]}", "applies_to: [desktop]", 11, "named lists"),
        ("memory.installed, at_least", "memory.instaled, at_least", 12, "memory.installed?"),
        ("at_least: $ram", "at_lest: $ram", 12, "did you mean at_least"),
        ("at_least: $ram", "at_least: $rom", 12, "did you mean ram"),
        ("at_least: $ram", "at_least: 8 GHz", 12, "does not fit the unit B"),
        ("critical: {fact", "terrible: {fact", 13, "severity 'terrible' is unknown"),
        ("sw: Kwa nini.", "", 14, "why needs both languages"),
        ("[OURS]", "[THEIRS]", 16, "there is no reference THEIRS"),
        ("[OURS]", "OURS", 16, "references must be a list"),
        ("is: compliant", "is: breach", 18, "this example is compliant, not breach"),
        ("is: compliant", "is: fine", 18, "an example is compliant, breach, unknown or none"),
        ("- {is: unknown, facts: {}}", "", 17, "examples lack one that is unknown"),
        ("facts: {}}", "facts: {memory: {instaled: 1}}}", 20, "there is no fact memory.instaled"),
        ("facts: {}}", "kind: tree, facts: {}}", 20, "it does not apply to kind tree"),
        ("version: 1", "version: one", 7, "version must be a whole number"),
        ("version: 1\n", "versoin: 1\n", 7, "did you mean version"),
        ("    remedy: {en: Do it., sw: Fanya.}\n", "", 6, "remedy is missing"),
        ("'Memory at least {ram}'", "'At least {rom}'", 8, "{rom} is no parameter of this rule"),
        ("'Memory at least {ram}'", "'At least {ram'", 8, "title"),
        ("params:\n  ram:", "params:\n  rom: 5 GiB\n  ram:", 2, "no rule names the parameter rom"),
        ("references:\n", "referenzes: {}\nreferences:\n", 3, "did you mean references"),
        ("{title: Our own}", "none", 4, "a reference needs a title"),
        ("{title: Our own}", "{title: {en: Our own}}", 4, "a reference needs a title"),
        ("[OURS]", "[{id: OURS, note: {en: 2}}]", 16, "a note is one text, or both languages"),
        (
            "severity: major",
            "severity: major\n    enabled: 'no'",
            11,
            "enabled must be true or false",
        ),
        ("severity: major", "severity: major\n    for: ever", 11, "for must be a time"),
        ("severity: major", "severity: major\n    for: -1 h", 11, "for must be a time"),
        ("severity: major", "severity: major\n    for: 30", 11, "for must be a time"),
        ("kind: [desktop, laptop]", "kind: []", 11, "kind must be a list of names"),
        ("laptop]}", "laptop], os: [windwos]}", 11, "os 'windwos' is unknown (did you mean win"),
        ("laptop]}", "laptop], os: [Linux]}", 11, "did you mean linux?"),
        ("id: X-01", "id: X 01", 6, "id must be a short text"),
        ("critical: {fact", "major: {fact", 13, "major is not graver than the rule's own major"),
        ("ram: 8 GiB", "ram: four", 2, "X-01: at_least 'four' does not fit a fact of unit B"),
        ("ram: 8 GiB", "ram: 8", 2, "X-01: 8 of what? Write its unit: B, KiB"),
        ("ram: 8 GiB", "ram: 2026-01-01", 2, "at_least '2026-01-01' does not fit"),
        ("ram: 8 GiB", "ram: {server: 8 GiB}", 2, "ram has no value for desktop"),
    ],
)
def test_a_fault_is_told_with_its_file_line_and_rule(
    old: str, new: str, line: int, reason: str
) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(f.startswith(f"f0.yaml:{line}:") and reason in f for f in found), found


def test_all_faults_are_told_at_once() -> None:
    text = GOOD.replace("group: hardware", "group: x").replace("version: 1", "version: z")
    found = faults(text, GOOD.replace("X-01", "X-02").replace("$ram", "$rom"), "rules: [5]")
    assert len(found) == 4
    assert [f.split(":")[0] for f in found] == ["f0.yaml", "f0.yaml", "f1.yaml", "f2.yaml"]
    assert "X-02" in found[2]


def test_one_fault_of_a_rule_does_not_hide_the_next() -> None:
    text = GOOD.replace("severity: major", "severity: majr").replace("[desktop, ", "[desktq, ")
    text = text.replace("memory.installed, at_least", "memory.instaled, at_leest")
    text = text.replace("[OURS]", "[THEIRS]").replace("is: unknown", "is: breach")
    found = "\n".join(faults(text))
    for part in ("major?", "desktop?", "memory.installed?", "at_least?", "THEIRS", "lack one"):
        assert part in found


def test_an_example_may_say_how_grave_its_breach_is() -> None:
    graded = GOOD.replace("is: breach,", "is: breach, severity: critical,")
    assert faults(graded) == []
    (fault,) = faults(graded.replace("severity: critical, facts", "severity: minor, facts"))
    assert fault == "f0.yaml:19: X-01: this example is critical, not minor"


@pytest.mark.parametrize(
    ("text", "line"),
    [("rules: [\n", 2), ("\tx", 1), ("[1, 2]", 1), ("a: *b", 1)],
)
def test_what_is_no_standards_file_is_one_fault_with_its_line(text: str, line: int) -> None:
    [fault] = pack(GOOD, text).faults
    assert (fault.file, fault.line) == ("f1.yaml", line)


def test_a_file_that_holds_itself_is_a_fault_not_a_crash() -> None:
    assert faults("rules: &a [*a]")


def test_an_empty_file_is_no_fault() -> None:
    assert faults(GOOD, "") == []
    assert faults(GOOD, "# nothing yet\n") == []


def test_an_officers_file_changes_numbers_grades_and_adopts() -> None:
    made = pack(
        GOOD,
        "params: {ram: 4 GiB}\n"
        "change: {X-01: {severity: minor, enabled: false}}\n"
        "adopted: [{letter: RAS/12, by: asha, date: '2026-11-23', rules: [X-01]}]\n",
    )
    assert made.faults == ()
    [rule] = made.rules
    assert (rule.severity, rule.enabled, rule.adopted) == ("minor", False, "RAS/12")
    assert rule.adoption == Adoption("RAS/12", "asha", "2026-11-23")
    assert rule.parameters == {"ram": "4 GiB"}
    assert not rule.proposed


@pytest.mark.parametrize(
    ("overlay", "reason"),
    [
        ("change: {X-1: {severity: minor}}", "there is no rule X-1 (did you mean X-01?)"),
        ("change: {X-01: {severity: bad}}", "severity 'bad' is unknown"),
        ("change: {X-01: {severty: minor}}", "did you mean severity"),
        ("change: {X-01: {require: {}}}", "change can set"),
        ("change: {X-01: 5}", "change needs named values"),
        ("change: 5", "change must be named values"),
        ("params: 5", "params must be named values"),
        ("rules: 5", "rules must be a list"),
        ("adopted: 5", "adopted needs the letter"),
        ("adopted: [{rules: all}]", "adopted needs the letter"),
        ("adopted: [{letter: A, rules: [X-1]}]", "there is no rule X-1 (did you mean X-01?)"),
        ("adopted: [{letter: A, rules: 5}]", "rules must be all or a list"),
        ("adopted: [{letter: A, rules: []}]", "rules must be all or a list"),
        ("adopted: [{letter: ' ', rules: all}]", "adopted needs the letter"),
        ("params: {rma: 4 GiB}", "no rule names the parameter rma (did you mean ram?)"),
    ],
)
def test_a_slip_in_an_officers_file_is_a_fault(overlay: str, reason: str) -> None:
    found = faults(GOOD, overlay)
    assert any(f.startswith("f1.yaml:1:") and reason in f for f in found), found


def test_a_number_that_does_not_fit_is_blamed_on_who_gives_it_not_on_the_rule() -> None:
    (fault,) = faults(GOOD, "\nparams:\n  ram: four\n")
    assert fault.startswith("f1.yaml:3: X-01: at_least 'four' does not fit")
    (fault,) = faults(GOOD, "params:\n  ram:\n    laptop: 4 GiB\n    other: four\n")
    assert fault.startswith("f1.yaml:4: X-01: at_least 'four' does not fit")
    texts = [GOOD, "params: {ram: four}", "params: {ram: 4 GiB}"]
    named = [(f"f{i}.yaml", text) for i, text in enumerate(texts)]
    assert load(named, FIELDS, ["f0.yaml", "f1.yaml"]).faults == ()


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("params: {ram: 4 GiB}", "\nparams:\n  ram: 7 GiB", "ram"),
        ("change: {X-01: {for: 1 h}}", "change:\n  X-01:\n    for: 2 h", "X-01 for"),
    ],
)
def test_two_files_of_officers_that_set_the_same_are_a_fault(
    one: str, other: str, what: str
) -> None:
    reason = f"{what} is set already in f1.yaml:1; take one of the two away"
    assert faults(GOOD, one, other) == [f"f2.yaml:3: {reason}"]


def test_a_rule_given_twice_is_a_fault() -> None:
    [fault] = pack(GOOD, GOOD[GOOD.index("rules:") :]).faults
    assert (fault.file, fault.rule) == ("f1.yaml", "X-01")
    assert "used already in f0.yaml:6" in fault.reason


@pytest.mark.parametrize("faulty", ["group: hardwear", "version: 0"])
def test_a_rule_given_twice_is_told_of_though_it_has_other_faults(faulty: str) -> None:
    key = faulty.partition(":")[0]
    again = "".join(
        f"    {faulty}\n" if line.startswith(f"    {key}:") else line
        for line in GOOD[GOOD.index("rules:") :].splitlines(keepends=True)
    )
    found = faults(GOOD, again)
    assert len(found) == 2
    assert all(line.startswith("f1.yaml:") and " X-01: " in line for line in found)
    assert "f1.yaml:2: X-01: the id is used already in f0.yaml:6" in found


def test_all_keys_given_twice_are_told_beside_what_else_is_wrong() -> None:
    text = GOOD.replace("    severity: major\n", "    severity: major\n    severity: minor\n")
    text = text.replace("    references: [", "    why: {en: a, en: b}\n    references: [")
    found = faults(text.replace("group: hardware", "group: hardwear") + "params: {ram: 1 GiB}\n")
    assert [(line.split(" ")[0], line.rpartition(": ")[2]) for line in found[1:]] == [
        ("f0.yaml:11:", "severity is given twice, first in line 10"),
        ("f0.yaml:17:", "en is given twice, first in the same line"),
        ("f0.yaml:17:", "why is given twice, first in line 15"),
        ("f0.yaml:23:", "params is given twice, first in line 1"),
    ]
    assert all(" X-01: " in line for line in found[:-1])
    assert "did you mean hardware" in found[0]


def test_two_sections_of_rules_in_a_file_are_told_with_both_lines() -> None:
    """Which one was meant only its writer knows; the first is judged meanwhile."""
    again = GOOD[GOOD.index("rules:") :].replace("X-01", "X-02")
    found = pack(GOOD + again)
    assert [str(fault) for fault in found.faults] == [
        "f0.yaml:21: rules is given twice, first in line 5"
    ]
    assert [rule.id for rule in found.rules] == ["X-01"]


# --- nothing crashes ---------------------------------------------------------------------------

BASES = [
    yaml.safe_load(GOOD),
    *(yaml.safe_load(f.read_text(encoding="utf-8")) for f in sorted(SHIPPED.glob("*.yaml"))),
    {"change": {"X-01": {"enabled": True}}, "adopted": [{"letter": "A", "rules": ["X-01"]}]},
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text("a$*{}[]: 5GiB", max_size=12),
    st.lists(st.integers(), max_size=2),
    st.lists(st.none(), max_size=1),
    st.dictionaries(st.sampled_from(["en", "fact", "is", "all", 5]), st.just("x"), max_size=2),
    st.dates(),
)


SPOTS = [(i, path) for i, base in enumerate(BASES) for path in places(base)]


def spoiled(base: Any, path: tuple[Any, ...], value: Any) -> str:
    whole = replaced(base, path, value)
    return yaml.safe_dump(whole, allow_unicode=True)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spot=st.sampled_from(SPOTS), value=JUNK)
def test_whatever_is_in_a_file_is_a_rule_or_a_fault(
    spot: tuple[int, tuple[Any, ...]], value: Any
) -> None:
    index, path = spot
    made = pack(spoiled(BASES[index], path, value))
    for rule in () if made.faults else made.rules:
        for words in (rule.title, rule.why, rule.remedy):
            assert words.en
            assert words.sw
        assert rule.title.en.format(**rule.parameters)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    pack(text)

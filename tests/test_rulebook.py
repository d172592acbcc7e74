"""The standards in force: an officer's files over the shipped ones, and the last good set."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from collector.folder.lastgood import LastGood
from collector.judge.judging import judge_one
from collector.problem import Problem
from collector.standards.adoption import adopt
from collector.standards.rulebook import Rulebook
from tests.full_disk import room_for

GIB = 1 << 30


class Folder:
    """An officer's folder, whose files get a later time at each writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._time = 1_000_000_000

    def write(self, name: str, text: str) -> None:
        self.path.mkdir(exist_ok=True)
        self._time += 1
        (self.path / name).write_text(text, encoding="utf-8")
        os.utime(self.path / name, (self._time, self._time))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "standards")


def memory(book: Rulebook, gib: int) -> str:
    rule = book.rule("HW-01")
    assert rule is not None
    facts = {"memory": {"installed": gib * GIB}, "asset": {"kind": "desktop"}}
    verdict = judge_one(facts, rule, "desktop", 0, None)
    assert verdict is not None
    return verdict.status


def test_without_an_officers_folder_the_shipped_set_is_in_force(folder: Folder) -> None:
    book = Rulebook(folder.path)
    assert not book.faults
    assert book.rule("HW-01") is not None
    assert book.rule("HW-99") is None
    assert book.reload() is False


def test_an_officer_changes_a_number_as_the_shipped_file_says(folder: Folder) -> None:
    book = Rulebook(folder.path)
    assert memory(book, 4) == "breach"
    folder.write("ours.yaml", "params:\n  ram_min: 4 GiB\n")
    assert book.reload() is True
    assert not book.faults
    assert memory(book, 4) == "compliant"
    assert memory(book, 2) == "breach"
    assert book.reload() is False


def test_every_shipped_number_may_be_changed(folder: Folder) -> None:
    book = Rulebook(folder.path)
    others = {"8 GiB": "2 GiB", "4 GiB": "1 GiB", "240 GB": "64 GB", "15 GB": "1 GB"}
    for name, value in list(book.params.items()):
        changed = others.get(str(value), value)
        if str(value).endswith(" %"):
            changed = 50 if name == "memory_use" else "7 %"  # a number alone is one too
        elif isinstance(value, list):
            changed = ["nothing*"]
        elif not isinstance(value, str):  # a count, for all kinds or by kind
            changed = 7
        elif changed == value:
            changed = {"5 min": "1 h", "5 GB": "1 GB"}.get(str(value), "400 d")
        folder.write("ours.yaml", f"params: {{{name}: {changed}}}")
        assert book.reload() is True, (name, changed, [str(f) for f in book.faults])
        assert not book.faults


def test_a_faulty_file_changes_nothing_until_it_is_mended(folder: Folder) -> None:
    folder.write("ours.yaml", "params: {ram_min: 4 GiB}")
    book = Rulebook(folder.path)
    folder.write("ours.yaml", "params: {ram_mni: 2 GiB}\nchange: {HW-1: {enabled: false}}")
    assert book.reload() is False
    assert len(book.faults) == 2
    assert memory(book, 4) == "compliant"
    folder.write("ours.yaml", "params: {ram_min: 2 GiB}")
    assert book.reload() is True
    assert not book.faults
    assert memory(book, 2) == "compliant"


def test_at_a_start_a_faulty_file_does_not_take_the_sound_ones_with_it(folder: Folder) -> None:
    folder.write("adopted.yaml", "adopted: [{letter: RAS/12, rules: all}]")
    folder.write("ours.yaml", "params: {ram_mni: 2 GiB}")
    book = Rulebook(folder.path)
    assert [fault.file.endswith("ours.yaml") for fault in book.faults] == [True]
    assert all(rule.adopted == "RAS/12" for rule in book.rules)
    assert memory(book, 4) == "breach"


def kept(folder: Folder) -> LastGood:
    """Where the last good set is."""
    return LastGood(folder.path.with_name("last-good") / "standards")


@pytest.mark.parametrize(
    "name_and_text",
    [
        ("mine.yaml", "params: {ram_min: four}"),
        ("adopted.yaml", "adopted: [{letter: RAS/12, rules: all}, {lettre: RAS/13, rules: all}]"),
        ("mine.yml", "params: ["),
        ("new.yaml", "rules: 5"),
    ],
)
def test_the_last_good_set_outlives_a_restart(
    folder: Folder, name_and_text: tuple[str, str]
) -> None:
    folder.write("adopted.yaml", "adopted: [{letter: RAS/12, rules: all}]")
    folder.write("mine.yaml", "params: {ram_min: 4 GiB}")
    assert Rulebook(folder.path, kept(folder)).faults == ()
    folder.write(*name_and_text)
    book = Rulebook(folder.path, kept(folder))
    assert [Path(fault.file).name for fault in book.faults] == [name_and_text[0]]
    assert not book.partial
    assert all(rule.adopted == "RAS/12" for rule in book.rules)
    assert memory(book, 4) == "compliant"
    (folder.path / name_and_text[0]).unlink()
    assert book.reload() is True
    assert (book.faults, book.partial) == ((), False)


def test_a_last_good_set_that_is_good_no_more_leaves_the_files_without_a_fault(
    folder: Folder,
) -> None:
    kept(folder).keep({"mine.yaml": "params: {gone: 1}"})
    folder.write("adopted.yaml", "adopted: [{letter: RAS/12, rules: all}]")
    folder.write("mine.yaml", "params: {ram_min: four}")
    book = Rulebook(folder.path, kept(folder))
    assert book.partial
    assert all(rule.adopted == "RAS/12" for rule in book.rules)
    assert memory(book, 4) == "breach"


def test_what_an_editor_leaves_is_not_read_and_a_dangling_file_does_not_stop_the_others(
    folder: Folder,
) -> None:
    folder.write("mine.yaml", "params: {ram_min: 4 GiB}")
    (folder.path / ".#mine.yaml").symlink_to("officer@pc.1234:999")
    book = Rulebook(folder.path)
    assert not book.faults
    (folder.path / "gone.yaml").symlink_to("/nowhere/at/all")
    assert book.reload() is False
    assert "gone.yaml:1: it cannot be read" in str(book.faults[0])
    assert memory(Rulebook(folder.path), 4) == "compliant"
    folder.write("mine.yaml", "params: {ram_mni: 4 GiB}")
    book.reload()
    assert len(book.faults) == 2


def test_files_that_end_in_yml_are_read_too(folder: Folder) -> None:
    folder.write("mine.yml", "params: {ram_min: 4 GiB}")
    assert memory(Rulebook(folder.path), 4) == "compliant"


def test_files_that_go_away_let_the_shipped_set_come_back(folder: Folder) -> None:
    folder.write("ours.yaml", "change: {HW-01: {enabled: false}}")
    book = Rulebook(folder.path)
    assert book.rule("HW-01") is not None
    assert [r.enabled for r in book.rules if r.id == "HW-01"] == [False]
    (folder.path / "ours.yaml").unlink()
    assert book.reload() is True
    assert [r.enabled for r in book.rules if r.id == "HW-01"] == [True]


def test_an_officer_adds_a_rule_of_the_councils_own(folder: Folder) -> None:
    folder.write(
        "own.yaml",
        """\
rules:
  - id: MB-01
    version: 1
    title: {en: At least two memory modules, sw: Moduli mbili}
    group: hardware
    severity: info
    require: {fact: memory.slots, at_least: 2}
    why: {en: Why., sw: Kwa nini.}
    remedy: {en: Do., sw: Fanya.}
    examples:
      - {is: compliant, facts: {memory: {slots: 2}}}
      - {is: breach, facts: {memory: {slots: 1}}}
      - {is: unknown, facts: {}}
""",
    )
    book = Rulebook(folder.path)
    assert not book.faults
    rule = book.rule("MB-01")
    assert rule is not None
    assert rule.source.endswith("own.yaml")


def test_bytes_that_are_no_text_are_a_fault(folder: Folder) -> None:
    folder.write("ours.yaml", "")
    (folder.path / "ours.yaml").write_bytes(b"\xff\xfe")
    book = Rulebook(folder.path)
    assert len(book.faults) == 1
    assert book.rule("HW-01") is not None


def test_a_letter_adopts_rules_and_is_kept(folder: Folder) -> None:
    book = Rulebook(folder.path)
    assert adopt(folder.path, book, ["HW-01"], "RAS/12", "asha", 1_795_453_500) == ["HW-01"]
    adopt(folder.path, book, ["OS-01", "OS-02"], "RAS/13", "asha", 1_795_453_500)
    again = Rulebook(folder.path)
    assert not again.faults
    letters = {rule.id: rule.adopted for rule in again.rules if rule.adopted}
    assert letters == {"HW-01": "RAS/12", "OS-01": "RAS/13", "OS-02": "RAS/13"}


def test_a_letter_that_finds_no_room_leaves_all_as_it_was(folder: Folder) -> None:
    adopt(folder.path, Rulebook(folder.path), ["HW-01"], "RAS/12", "asha", 1_795_453_500)
    before = (folder.path / "adopted.yaml").read_bytes()
    with room_for(100), pytest.raises(OSError, match=r"File too large: '.*/adopted\.yaml'"):
        adopt(folder.path, Rulebook(folder.path), ["OS-01"], "RAS/13", "asha", 1_795_453_500)
    assert [file.name for file in folder.path.iterdir()] == ["adopted.yaml"]
    assert (folder.path / "adopted.yaml").read_bytes() == before


def test_a_letter_that_is_given_again_is_kept_once(folder: Folder) -> None:
    for _ in range(2):
        adopt(folder.path, Rulebook(folder.path), ["HW-01"], "RAS/12", "asha", 1_795_453_500)
    assert (folder.path / "adopted.yaml").read_text(encoding="utf-8").count("RAS/12") == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("adopted: [unclosed", "adopted.yaml:1: .*Mend it first"),
        ("adopted: 5\nparams: {ram_min: 4 GiB}\n", "is no list of letters"),
        ("adopted: [5]", "is no list of letters"),
        ("- letter: RAS/1\n", "is no list of letters"),
        ("adopted: [{lettre: RAS/1}]", "mend the standards first:\n.*adopted.yaml"),
        ("adopted: [{letter: RAS/1, rules: [HW-99]}]", "there is no rule HW-99"),
    ],
)
def test_a_letter_is_not_added_to_a_file_that_is_faulty(
    folder: Folder, text: str, reason: str
) -> None:
    folder.write("adopted.yaml", text)
    with pytest.raises(Problem, match=reason):
        adopt(folder.path, Rulebook(folder.path), ["HW-01"], "RAS/12", "asha", 1_795_453_500)
    assert (folder.path / "adopted.yaml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["", "adopted: ~\n", "# nothing yet\n"])
def test_a_letter_is_added_to_a_file_with_nothing_in_it(folder: Folder, text: str) -> None:
    folder.write("adopted.yaml", text)
    adopt(folder.path, Rulebook(folder.path), ["HW-01"], "RAS/12", "asha", 1_795_453_500)
    assert [r.id for r in Rulebook(folder.path).rules if r.adopted] == ["HW-01"]


@pytest.mark.parametrize(("letter", "by"), [("", "asha"), (" ", "asha"), ("RAS/12", "")])
def test_a_letter_without_a_reference_or_an_officer_adopts_nothing(
    folder: Folder, letter: str, by: str
) -> None:
    with pytest.raises(Problem, match="is empty"):
        adopt(folder.path, Rulebook(folder.path), ["HW-01"], letter, by, 1_795_453_500)
    assert not folder.path.exists()


def test_what_cannot_be_read_is_a_fault(folder: Folder) -> None:
    (folder.path / "ours.yaml").mkdir(parents=True)
    book = Rulebook(folder.path)
    assert "ours.yaml:1: it cannot be read" in str(book.faults[0])
    assert book.rule("HW-01") is not None


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("HW-03", "HW-03 is switched off.*enabled: true"),
        ("HLT-01", "HLT-01 needs no letter"),
        ("HLT-06", "switched off.*It needs no letter; switch it on"),
    ],
)
def test_a_rule_that_no_letter_moves_is_not_adopted(folder: Folder, rule: str, reason: str) -> None:
    with pytest.raises(Problem, match=reason):
        adopt(folder.path, Rulebook(folder.path), ["HW-01", rule], "RAS/12", "asha", 1_795_453_500)
    assert not folder.path.exists()


def test_a_rule_that_was_switched_on_as_is_told_is_adopted(folder: Folder) -> None:
    folder.write("ours.yaml", "change: {HW-03: {enabled: true}}")
    adopt(folder.path, Rulebook(folder.path), ["HW-03"], "RAS/12", "asha", 1_795_453_500)
    assert [r.id for r in Rulebook(folder.path).rules if r.adopted] == ["HW-03"]


def test_a_letter_for_all_tells_those_alone_that_it_moves(folder: Folder) -> None:
    told = adopt(folder.path, Rulebook(folder.path), ["all"], "RAS/12", "asha", 1_795_453_500)
    again = Rulebook(folder.path)
    assert {"HW-01", "OS-01"} <= set(told)
    assert not {"HW-03", "HLT-01"} & set(told)
    assert not [rule.id for rule in again.rules if rule.proposed]


def test_a_rule_that_is_not_there_is_not_adopted(folder: Folder) -> None:
    with pytest.raises(Problem, match="did you mean HW-01"):
        adopt(folder.path, Rulebook(folder.path), ["HW-1"], "RAS/12", "asha", 1_795_453_500)
    assert not folder.path.exists()

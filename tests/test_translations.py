"""Every text for people is in the Swahili catalogue, with the same named values in it."""

from __future__ import annotations

import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from agent.catalogue import fact_fields
from agent.events import EVENTS
from collector.judge import words
from collector.judge.judging import judge_one
from collector.standards.rulebook import FIELDS, NAMES, SHIPPED, read
from collector.web import shown
from collector.words.text import text_for

ROOT = Path(__file__).parent.parent / "collector"
PYTHON = {"text": None, "marked": None, "plural": (1, 2)}
JINJA = {"_": None, "n_": (1, 2)}

with (ROOT / "words" / "locale" / "sw.po").open("rb") as stream:
    CATALOG = read_po(stream, "sw")


def files() -> list[Path]:
    """Where texts for people stand. Commands of a terminal speak English."""
    found = [f for f in ROOT.rglob("*.py") if "cli" not in f.parts]
    return sorted([*found, *ROOT.rglob("templates/*.html")])


def msgids(file: Path) -> Iterator[tuple[str, ...]]:
    """The texts in a file; of one that differs by number, both."""
    method, keywords = ("python", PYTHON) if file.suffix == ".py" else ("jinja2", JINJA)
    content = BytesIO(file.read_bytes())
    for _, found, _, _ in extract(method, content, keywords, (), {"encoding": "utf-8"}):
        if found:
            yield (found,) if isinstance(found, str) else tuple(part for part in found if part)


def values(text: str) -> set[str]:
    """The named values in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("file", files(), ids=lambda f: str(f.relative_to(ROOT)))
def test_every_text_is_in_swahili(file: Path) -> None:
    missing = [ids[0] for ids in msgids(file) if not string_of(ids[0])]
    assert missing == []


def string_of(msgid: str) -> str:
    """The Swahili of a text; empty if there is none."""
    entry = CATALOG.get(msgid)
    found = both(entry.string) if entry else ()
    return found[0] if found else ""


def labels() -> set[str]:
    """The label and help of every fact a page shows, and the label of what shipped rules tell."""
    english = text_for("en")
    fields = fact_fields(NAMES)
    helps = {field.help for path, field in fields.items() if "[]" not in path}
    names = {part for path in fields for part in path.replace("[]", "").split(".")}
    told = {
        words.label(english, evidence._replace(item=""))
        for rule in read([SHIPPED]).rules
        for example in rule.examples
        if (verdict := judge_one(example.facts, rule, example.kind, 0, None)) is not None
        for evidence in verdict.evidence
    }
    return told | helps | {shown.label(english, name) for name in {*names, *EVENTS}}


def test_every_fact_has_a_label_and_its_help_in_swahili() -> None:
    assert sorted(label for label in labels() if not string_of(label)) == []


def both(found: object) -> tuple[str, ...]:
    """A msgid or its translation as texts: one, or one for each number."""
    parts = found if isinstance(found, (tuple, list)) else (found,)
    return tuple(str(part) for part in parts if part)


def test_the_named_values_are_the_same_in_both_languages() -> None:
    for entry in CATALOG:
        ids = both(entry.id)
        wanted = {name for text in ids for name in values(text)}
        for text in both(entry.string) if ids else ():
            assert values(text) <= wanted, f"{text!r} has other values than {ids}"
            assert not values(ids[-1]) - values(text) - {"n"}, f"{text!r} lacks values of {ids}"


def test_nothing_in_the_catalogue_is_left_over() -> None:
    used = {ids[0] for file in files() for ids in msgids(file)} | labels()
    used |= {words.plain(path) for path in FIELDS}  # an officer's rule may tell of any of them
    ids = [both(entry.id)[0] for entry in CATALOG if entry.id]
    assert [one for one in ids if one not in used] == []

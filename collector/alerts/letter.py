"""A mail as people read it: one content, rendered as plain text and as HTML. Pure."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from collector.words.plain import tamed

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=tamed,
)
_WIDTH = 72


class Item(NamedTuple):
    """One thing to tell: what, how it stands, the lines beneath; `tone` is its colour."""

    head: str
    lines: tuple[str, ...] = ()
    tone: str = ""
    link: str = ""


class Section(NamedTuple):
    """Items under a heading."""

    title: str
    items: tuple[Item, ...]


class Letter(NamedTuple):
    """A whole mail, before it is rendered. `lead` is the one line that says it all."""

    lang: str
    subject: str
    lead: str
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    link: str
    link_text: str


def plain(letter: Letter) -> str:
    """The letter as plain text: what machines say of themselves begins no line of its own."""
    lines = [letter.lead, ""]
    for section in letter.sections:
        lines += [section.title, "-" * min(len(section.title), _WIDTH)]
        for item in section.items:
            lines += [f"* {item.head}", *(f"    {line}" for line in item.lines)]
        lines.append("")
    lines += [f"{letter.link_text}: {letter.link}", "", *letter.foot, ""]
    return "\n".join(map(_line, lines))


def _line(text: str) -> str:
    """A text as one line that a terminal can show."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    shown = "".join(c if c.isprintable() else " " for c in text)
    return indent + " ".join(shown.split())


def html(letter: Letter) -> str:
    """The letter as HTML: inline styles and tables alone, for mail programs know no more."""
    return _PAGES.get_template("letter.html").render(letter=letter)

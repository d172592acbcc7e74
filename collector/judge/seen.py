"""What was seen of a fact, in words.

Most facts read `label: value`. Some would read oddly so (`days of support left: -543`): those have
words of their own. Pure.
"""

from __future__ import annotations

import datetime
from typing import Any

from collector.judge.operators import OPERATORS, PAIRS
from collector.judge.verdict import Evidence
from collector.words.amounts import in_words
from collector.words.text import Text, date, marked

SUPPORT, _SILENCE = "support.days_left", "silence.lasts"
_LABELS: dict[str, str] = {
    _SILENCE: marked("time since last heard from"),
    SUPPORT: marked("days of support left"),
    "power.on_for": marked("time since switched on"),
    "clock.offset": marked("clock error"),
    "software": marked("programs"),
}


def label(text: Text, evidence: Evidence) -> str:
    """A fact's path as words, and the row it is of: `free percent of /home`."""
    words = text(_LABELS.get(evidence.fact) or plain(evidence.fact))
    return text("{fact} of {item}", fact=words, item=evidence.item) if evidence.item else words


def plain(path: str) -> str:
    """A fact's path as the msgid of its label: `memory installed`."""
    return path.replace(".", " ").replace("_", " ")


def seen(text: Text, evidence: Evidence) -> str:
    """What was observed."""
    if evidence.fact == SUPPORT:
        return _support(text, evidence)
    observed = value(text, evidence.observed, evidence)
    if evidence.fact == _SILENCE:
        return _silence(text, evidence, observed)
    if evidence.item and evidence.item == evidence.observed:  # what was found is the fact itself
        return text("found: {observed}", observed=observed)
    return f"{label(text, evidence)}: {observed}"


def _support(text: Text, evidence: Evidence) -> str:
    """Days to a day that is told beside them, where that is known."""
    days = int(evidence.observed)
    ends = _day(text, evidence.beside)
    if days < 0:
        told = text.plural("support ended 1 day ago", "support ended {n} days ago", -days)
        return f"{told} ({ends})" if ends else told
    told = f"{label(text, evidence)}: {value(text, days, evidence)}"
    return text("{left}, until {day}", left=told, day=ends) if ends else told


def _day(text: Text, written: str) -> str:
    """An ISO 8601 day as people read it; empty if it is none."""
    try:
        found = datetime.date.fromisoformat(written)
    except ValueError:
        return ""
    return date(text, found)


def _silence(text: Text, evidence: Evidence, observed: str) -> str:
    """Time goes on after it was judged: so the words hold at any later moment too."""
    if OPERATORS[evidence.operator](evidence.observed, evidence.expected):
        return text("heard from in time")
    return text("not heard from for more than {observed}", observed=observed)


def value(text: Text, found: Any, evidence: Evidence) -> str:
    """A value in the unit of its fact."""

    def say(one: Any) -> str:
        return in_words(text, one, evidence.unit, evidence.expected)

    if found is None:
        return text("not known")
    if isinstance(found, (list, tuple)):
        if evidence.operator in PAIRS:
            return text("{low} to {high}", low=say(found[0]), high=say(found[1]))
        return ", ".join(say(part) for part in found)
    return say(found)

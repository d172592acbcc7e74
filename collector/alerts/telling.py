"""One flip in words, with the evidence its verdict rests on. Pure."""

from __future__ import annotations

from collector.alerts.letter import Item
from collector.judge import words
from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH, Verdict
from collector.text import Text


def tell(
    text: Text, flip: Flip, place: str, rule: Rule | None, verdict: Verdict | None, address: str
) -> Item:
    """The item for a letter. `place` is the site's name, `address` where the pages are."""
    title = words.title(rule, text) if rule is not None else flip.rule
    stands = words.standing(text, verdict) if verdict is not None else text("applies no more")
    lines = tuple(words.sentences(text, verdict)) if verdict is not None else ()
    if rule is not None and verdict is not None and verdict.status == BREACH:
        lines = (*lines, rule.remedy.in_(text.lang))
    return Item(
        f"{flip.host} ({place}): {title}: {stands}",
        lines,
        _tone(verdict),
        f"{address}/asset/{flip.asset}",
    )


def _tone(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return "gap" if verdict.gap else verdict.status

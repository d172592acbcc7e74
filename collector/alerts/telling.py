"""One flip in words, with the evidence its verdict rests on. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from collector.alerts.letter import Item
from collector.judge import words
from collector.judge.flip import Flip
from collector.judge.rule import Rule
from collector.judge.verdict import BREACH, COMPLIANT, UNKNOWN, Verdict
from collector.words.text import Text, marked, when

SEVERITIES = {
    "critical": marked("critical"),
    "major": marked("major"),
    "minor": marked("minor"),
    "info": marked("info"),
}
_EVIDENCE = 3
"""Sentences of evidence in a mail; the page has all."""


class Told(NamedTuple):
    """A flip in words.

    A breach is told by what was seen (`headline`, and `evidence` with what is required): the title
    of its standard says how things should be. `by`: the standard, without its number where the
    evidence has it. `grade`: how grave a breach is; `tone`: its colour; `link`: the asset.
    """

    flip: Flip
    place: str
    title: str
    standard: str
    by: str
    headline: str
    standing: str
    grade: str
    evidence: tuple[str, ...]
    remedy: str
    since: str
    tone: str
    link: str

    @property
    def machine(self) -> str:
        """Which machine, and where."""
        return f"{self.flip.host} ({self.place})"


Tell = Callable[[Flip], Told]


def tell(
    text: Text, flip: Flip, place: str, rule: Rule | None, verdict: Verdict | None, address: str
) -> Told:
    """The flip as it stands now. `place` is the site's name, `address` where the pages are.

    What cannot be told now is told as the flip left it.
    """
    evidence = tuple(words.sentences(text, verdict)[:_EVIDENCE]) if verdict is not None else ()
    headline = words.headline(text, verdict) if verdict is not None else ""
    if verdict is not None and verdict.status == UNKNOWN and flip.status in (BREACH, COMPLIANT):
        verdict = verdict._replace(status=flip.status, severity=flip.severity, gap=flip.gap)
        moment = when(text, flip.at)
        headline = text("it was broken from {moment} on; now it cannot be told", moment=moment)
        evidence = (headline,) if flip.status == BREACH else ()
    broken = verdict is not None and verdict.status == BREACH
    return Told(
        flip,
        place,
        words.title(rule, text) if rule is not None else flip.rule,
        words.standard(rule, text) if rule is not None else flip.rule,
        _by(text, rule, evidence) if rule is not None else flip.rule,
        headline,
        _standing(text, verdict),
        _grade(text, verdict),
        evidence,
        text("What to do: {remedy}", remedy=rule.remedy.in_(text.lang)) if rule and broken else "",
        text("since {moment}", moment=when(text, verdict.since if verdict else flip.at)),
        _tone(verdict),
        f"{address}/asset/{flip.asset}",
    )


def _by(text: Text, rule: Rule, evidence: tuple[str, ...]) -> str:
    """The standard, for a line that begins with the evidence: its number is told once."""
    if any(rule.id in sentence for sentence in evidence):
        return text("standard: {title}", title=words.title(rule, text))
    return words.standard(rule, text)


def _standing(text: Text, verdict: Verdict | None) -> str:
    if verdict is None:
        return text("applies no more")
    stands, grade = words.standing(text, verdict), _grade(text, verdict)
    return f"{stands} ({grade})" if grade else stands


def _grade(text: Text, verdict: Verdict | None) -> str:
    """How grave a breach is; nothing for all else."""
    if verdict is None or verdict.status != BREACH or verdict.gap:
        return ""
    return text(SEVERITIES[verdict.severity])


def _tone(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return "gap" if verdict.gap else verdict.status


def whole(told: Told) -> Item:
    """An item with all there is to say: for mail about one thing."""
    lines = (*told.evidence, told.standing, told.standard, told.since, told.remedy)
    return Item(told.machine, tuple(line for line in lines if line), told.tone, told.link)


def of_machine(many: list[Told]) -> Item:
    """An item for one machine with a line for each of its verdicts: for mail about many."""
    lines = tuple(_line(told) for told in many)
    return Item(many[0].machine, lines, many[0].tone, many[0].link)


def _line(told: Told) -> str:
    if not told.grade:
        return f"{told.title}: {told.standing}"
    return f"{told.grade}: {'; '.join(told.evidence)} ({told.by})"

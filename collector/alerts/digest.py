"""The weekly digest, which is also the heartbeat: what it tells, from what is known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from collector.absence import Away
from collector.alerts.letter import Item, Letter, Section
from collector.coverage import Coverage
from collector.judge.flip import Flip
from collector.judge.verdict import BREACH, COMPLIANT
from collector.text import Text, number, when

MOST = 40
"""Items in one section: a mail is read, not searched."""
Telling = Callable[[Flip], Item]


class News(NamedTuple):
    """What a digest tells of one scope. `doubtful`: assets whose identity a person must settle."""

    coverage: Coverage
    new: tuple[Flip, ...]
    mended: tuple[Flip, ...]
    gaps: int
    away: Sequence[Away]
    doubtful: Sequence[tuple[str, str]]
    lost: int


def net(flips: Iterable[Flip]) -> tuple[tuple[Flip, ...], tuple[Flip, ...], int]:
    """(new breaches, mended breaches, new gaps) over a week of flips, as they stand now.

    What broke and mended within the week is no news; what flapped counts once.
    """
    first: dict[tuple[str, str], Flip] = {}
    last: dict[tuple[str, str], Flip] = {}
    for flip in flips:
        first.setdefault((flip.asset, flip.rule), flip)
        last[(flip.asset, flip.rule)] = flip
    new, mended, gaps = [], [], 0
    for key, flip in last.items():
        was = first[key].before == BREACH
        if flip.status == BREACH and flip.gap_now:
            gaps += not was
        elif flip.status == BREACH and (not was or first[key].gap):
            new.append(flip)
        elif flip.status == COMPLIANT and was:
            mended.append(flip)
    return tuple(new), tuple(mended), gaps


def compose(text: Text, place: str, news: News, tell: Telling, link: str) -> Letter:
    """The letter. `place` is the region's or the council's name; `tell` words one flip."""
    lead = text(
        "{reporting}, {new}, {mended}",
        reporting=heartbeat(text, news.coverage),
        new=text.plural("1 new breach", "{n} new breaches", len(news.new)),
        mended=text.plural("1 mended", "{n} mended", len(news.mended)),
    )
    sections = (
        Section(text("New breaches"), _items(text, news.new, tell)),
        Section(text("Mended"), _items(text, news.mended, tell)),
        Section(text("Not adopted yet"), _gaps(text, news.gaps)),
        Section(
            text("Whose identity is doubtful"),
            tuple(Item(host, (why,), "gap") for host, why in news.doubtful[:MOST]),
        ),
        Section(text("The collector itself"), _itself(text, news)),
    )
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi, {place}: {lead}",
        lead=lead,
        sections=tuple(section for section in sections if section.items),
        foot=(text("This comes every week. If it does not come, Mkaguzi does not run."),),
        link=link,
        link_text=text("Look at all of it"),
    )


def heartbeat(text: Text, coverage: Coverage) -> str:
    """`1,204 of 1,500 reporting`, or that nobody knows how many there should be."""
    reporting = number(text, coverage.reporting)
    if coverage.expected is None:
        return text(
            "{reporting} reporting (how many there should be is not known)", reporting=reporting
        )
    expected = number(text, coverage.expected)
    return text("{reporting} of {expected} reporting", reporting=reporting, expected=expected)


def _items(text: Text, flips: Sequence[Flip], tell: Telling) -> tuple[Item, ...]:
    shown = tuple(tell(flip) for flip in flips[:MOST])
    more = len(flips) - len(shown)
    rest = (Item(text.plural("and 1 more", "and {n} more", more)),) if more > 0 else ()
    return shown + rest


def _gaps(text: Text, gaps: int) -> tuple[Item, ...]:
    if not gaps:
        return ()
    told = text.plural(
        "1 new gap: a proposed rule is not met", "{n} new gaps: proposed rules are not met", gaps
    )
    return (Item(told, (text("They become breaches once an officer adopts the rules."),), "gap"),)


def _itself(text: Text, news: News) -> tuple[Item, ...]:
    items = [
        Item(
            text(
                "away from {since} to {until}", since=when(text, a.since), until=when(text, a.until)
            ),
            (text("stopped by a person") if a.clean else text("power cut or fault"),),
            "" if a.clean else "gap",
        )
        for a in news.away
    ]
    if news.lost:
        told = text("{n} batches went unread: the journal was full", n=number(text, news.lost))
        items.append(Item(told, (), "breach"))
    return tuple(items[:MOST])

"""The weekly digest, which is also the heartbeat: what it tells, from what is known. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from collector.alerts import digest_items as items
from collector.alerts.letter import Letter, Section
from collector.alerts.listing import Council, by_council, machines
from collector.alerts.news import News
from collector.alerts.telling import Tell
from collector.judge.flip import Flip
from collector.organisation.coverage import Coverage
from collector.words.text import Text, number


def compose(
    text: Text, place: str, whole: bool, news: News, tell: Tell, council: Council, link: str
) -> Letter:
    """The letter. `place` is the region's or the council's name; `whole`: it is the region."""
    lead = summary(text, news)
    sections = (
        Section(text("Sites that fell silent"), items.dark(text, news.dark)),
        *_listed(text, whole, text("New breaches"), news.change.new, tell, council),
        *_listed(text, whole, text("Graver than before"), news.change.worse, tell, council),
        *_listed(text, whole, text("Mended"), news.change.mended, tell, council),
        Section(text("New machines"), items.arrivals(text, news.arrived)),
        Section(text("Not adopted yet"), items.gaps(text, news.change)),
        Section(text("Whose identity is doubtful"), items.doubtful(text, news.doubtful)),
        Section(text("The collector itself"), items.itself(text, news)),
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


def summary(text: Text, news: News) -> str:
    """The one line that says it all: `1,204 of 1,500 reporting, 3 new breaches, 5 mended`."""
    return text(
        "{reporting}, {new}, {mended}",
        reporting=heartbeat(text, news.coverage),
        new=text.plural("1 new breach", "{n} new breaches", len(news.change.new)),
        mended=text.plural("1 mended", "{n} mended", len(news.change.mended)),
    )


def heartbeat(text: Text, coverage: Coverage) -> str:
    """`1,204 of 1,500 reporting, 3 more than expected`; or that nobody knows how many it should be.

    Those beyond what is expected are none of the 1,204.
    """
    if coverage.expected is None:
        return text(
            "{reporting} reporting (how many there should be is not known)",
            reporting=number(text, coverage.reporting),
        )
    met, expected = number(text, coverage.met), number(text, coverage.expected)
    told = text("{reporting} of {expected} reporting", reporting=met, expected=expected)
    if not coverage.beyond:
        return told
    more = text.plural("{n} more than expected", "{n} more than expected", coverage.beyond)
    return f"{told}, {more}"


def _listed(
    text: Text, whole: bool, title: str, flips: Sequence[Flip], tell: Tell, council: Council
) -> Sequence[Section]:
    """For the region a section for each council; a council's own reader needs but one."""
    if whole:
        return by_council(text, title, flips, tell, council)
    return (Section(title, machines(text, flips, tell)),)

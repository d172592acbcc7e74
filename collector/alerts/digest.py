"""The weekly digest, which is also the heartbeat: what it tells, from what is known. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from collector.absence import Away
from collector.alerts.letter import Item, Letter, Section
from collector.alerts.listing import MOST, Council, by_council, machines, rest
from collector.alerts.news import Arrival, Change, Darkness, News
from collector.alerts.telling import Tell
from collector.judge.flip import Flip
from collector.organisation.coverage import Coverage
from collector.words import troubles
from collector.words.amounts import span
from collector.words.text import Text, exact, number, when


def compose(
    text: Text, place: str, whole: bool, news: News, tell: Tell, council: Council, link: str
) -> Letter:
    """The letter. `place` is the region's or the council's name; `whole`: it is the region."""
    lead = summary(text, news)
    sections = (
        Section(text("Sites that fell silent"), _dark(text, news.dark)),
        *_listed(text, whole, text("New breaches"), news.change.new, tell, council),
        *_listed(text, whole, text("Graver than before"), news.change.worse, tell, council),
        *_listed(text, whole, text("Mended"), news.change.mended, tell, council),
        Section(text("New machines"), _arrivals(text, news.arrived)),
        Section(text("Not adopted yet"), _gaps(text, news.change)),
        Section(text("Whose identity is doubtful"), _doubtful(text, news.doubtful)),
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


def _arrivals(text: Text, arrived: Sequence[Arrival]) -> tuple[Item, ...]:
    items = tuple(
        Item(f"{one.host} ({one.site})", (standing(text, one),), "", one.link)
        for one in arrived[:MOST]
    )
    more = len(arrived) - len(items)
    return (*items, rest(text, more)) if more else items


def standing(text: Text, one: Arrival) -> str:
    """`meets 7 standards, breaks 1, 2 gaps, cannot tell on 3`; what is none is left out."""
    told = [text.plural("meets 1 standard", "meets {n} standards", one.meets)]
    if one.breaches:
        told.append(text("breaks {n}", n=one.breaches))
    if one.gaps:
        told.append(text.plural("1 gap", "{n} gaps", one.gaps))
    if one.unknowns:
        told.append(text("cannot tell on {n}", n=one.unknowns))
    return ", ".join(told)


def _dark(text: Text, dark: Sequence[Darkness]) -> tuple[Item, ...]:
    """The dark sites; where one still is, why the first line counts its machines all the same."""
    items = tuple(_darkness(text, one) for one in dark)
    if all(one.until is not None for one in dark):
        return items
    why = text(
        "A machine that is silent is counted as reporting until its own standard is broken: "
        "a workstation may be off for days."
    )
    return (*items, Item(why))


def _darkness(text: Text, one: Darkness) -> Item:
    """A dark site, and whether it still is."""
    head = text(
        "{site}: {silent} of {running} machines fell silent",
        site=one.site,
        silent=one.silent,
        running=one.running,
    )
    since = when(text, one.since)
    if one.until is None:
        return Item(head, (text("since {moment}, and still", moment=since),), "breach")
    told = text(
        "from {since} to {until}, {span}",
        since=since,
        until=when(text, one.until),
        span=span(text, one.until - one.since),
    )
    return Item(head, (told,), "compliant")


def _doubtful(text: Text, doubtful: Sequence[tuple[str, str]]) -> tuple[Item, ...]:
    items = tuple(Item(host, (why,), "gap") for host, why in doubtful[:MOST])
    more = len(doubtful) - len(items)
    return (*items, rest(text, more)) if more else items


def _gaps(text: Text, change: Change) -> tuple[Item, ...]:
    items = []
    if change.gaps:
        told = text.plural(
            "1 new gap: a proposed rule is not met",
            "{n} new gaps: proposed rules are not met",
            change.gaps,
        )
        note = text("They become breaches once an officer adopts the rules.")
        items.append(Item(told, (note,), "gap"))
    if change.gaps_closed:
        told = text.plural("1 gap closed", "{n} gaps closed", change.gaps_closed)
        items.append(Item(told, (), "compliant"))
    return tuple(items)


def _itself(text: Text, news: News) -> tuple[Item, ...]:
    items = [_absence(text, one) for one in news.away[-MOST:]]
    if earlier := len(news.away) - len(items):
        told = text.plural("and once more before", "and {n} times more before", earlier)
        items.insert(0, Item(told))
    if news.lost:
        told = text("{n} batches went unread: the journal was full", n=number(text, news.lost))
        items.append(Item(told, (), "breach"))
    if news.broken is not None:
        head, rest_of_it = troubles.journal_set_aside(text, *news.broken)
        items.append(Item(head, (rest_of_it,), "breach"))
    return tuple(items)


def _absence(text: Text, one: Away) -> Item:
    moment = exact if one.brief else when
    told = text(
        "away from {since} to {until}",
        since=moment(text, one.since),
        until=moment(text, one.until),
    )
    cause = text("stopped by a person") if one.clean else text("power cut, fault or sleep")
    return Item(
        told, (f"{span(text, one.until - one.since)}, {cause}",), "" if one.clean else "gap"
    )

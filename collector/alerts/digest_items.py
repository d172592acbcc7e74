"""What the sections of the digest tell, an item a line. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from collector.absence import Away
from collector.alerts.letter import Item
from collector.alerts.listing import MOST, rest
from collector.alerts.news import Arrival, Change, Darkness, News
from collector.words import troubles
from collector.words.amounts import span
from collector.words.text import Text, exact, number, when


def arrivals(text: Text, arrived: Sequence[Arrival]) -> tuple[Item, ...]:
    """New machines, with how each stands at first."""
    shown = tuple(
        Item(f"{one.host} ({one.site})", (_standing(text, one),), "", one.link)
        for one in arrived[:MOST]
    )
    return shown + rest(text, len(arrived) - len(shown))


def _standing(text: Text, one: Arrival) -> str:
    """`meets 7 standards, breaks 1, 2 gaps, cannot tell on 3`; what is none is left out."""
    told = [text.plural("meets 1 standard", "meets {n} standards", one.meets)]
    if one.breaches:
        told.append(text("breaks {n}", n=one.breaches))
    if one.gaps:
        told.append(text.plural("1 gap", "{n} gaps", one.gaps))
    if one.unknowns:
        told.append(text("cannot tell on {n}", n=one.unknowns))
    return ", ".join(told)


def dark(text: Text, sites: Sequence[Darkness]) -> tuple[Item, ...]:
    """The dark sites; where one still is, why the first line counts its machines all the same."""
    items = tuple(_darkness(text, one) for one in sites)
    if all(one.until is not None for one in sites):
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


def doubtful(text: Text, machines: Sequence[tuple[str, str]]) -> tuple[Item, ...]:
    """Machines (name, why) of which it is not certain which they are."""
    shown = tuple(Item(host, (why,), "gap") for host, why in machines[:MOST])
    return shown + rest(text, len(machines) - len(shown))


def gaps(text: Text, change: Change) -> tuple[Item, ...]:
    """By how many proposed rules are not met any longer, or are now."""
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


def itself(text: Text, news: News) -> tuple[Item, ...]:
    """When the collector was away, and what it lost."""
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

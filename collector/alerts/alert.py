"""Mail that goes at once: a critical breach, a silent site; and the test mail. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collector.alerts.letter import Item, Letter, Section
from collector.alerts.listing import MOST, rest
from collector.alerts.quiet import Past
from collector.alerts.telling import Tell, whole
from collector.judge.flip import Flip
from collector.outage import Outage
from collector.words.amounts import span
from collector.words.text import Text, when

PastOf = Callable[[Flip], Past]

_NAMED = 3
"""Machines that a subject names."""
_SILENT = 12
"""Machines that the letter of a silent site names."""


def breach(
    text: Text, flips: Sequence[Flip], tell: Tell, link: str, past_of: PastOf = lambda _: Past()
) -> Letter:
    """One letter for what broke at the same time, with the past of each."""
    items = tuple(_again(text, whole(tell(flip)), past_of(flip)) for flip in flips[:MOST])
    more = len({flip.asset for flip in flips} - {flip.asset for flip in flips[:MOST]})
    hosts, (short, full) = _hosts(text, flips), _what(text, flips, tell)
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi: {hosts}: {short}",
        lead=f"{hosts}: {full}",
        sections=(Section(text("What broke"), items + rest(text, more)),),
        foot=(text("Sent at once: it cannot wait for the weekly summary."), _by_itself(text)),
        link=link,
        link_text=text("Look at it"),
    )


def _again(text: Text, item: Item, past: Past) -> Item:
    """The item, with how often it broke since it was mailed last."""
    if not past.times or past.last is None:
        return item
    told = text.plural(
        "It broke once more since the mail of {moment}.",
        "It broke {n} times more since the mail of {moment}.",
        past.times,
        moment=when(text, past.last),
    )
    return item._replace(lines=(*item.lines, told))


def _hosts(text: Text, flips: Sequence[Flip]) -> str:
    hosts = list(dict.fromkeys(flip.host for flip in flips))
    named = ", ".join(hosts[:_NAMED])
    return text("{hosts} and others", hosts=named) if len(hosts) > _NAMED else named


def _what(text: Text, flips: Sequence[Flip], tell: Tell) -> tuple[str, str]:
    """The one thing by what was seen, and with what is required; many by their number.

    A list of mail shows some 60 letters of a subject: what was seen comes first, and alone.
    """
    if len(flips) == 1:
        told = tell(flips[0])
        seen = told.headline or told.standing
        return seen, told.evidence[0] if told.evidence else seen
    many = text.plural("1 urgent breach", "{n} urgent breaches", len(flips))
    return many, many


def outage(
    text: Text,
    site: str,
    one: Outage,
    link: str,
    now: int,
    past: Past = Past(),  # noqa: B008 (a tuple, never changed)
) -> Letter:
    """One letter for a whole site, instead of one for each machine."""
    lead = text(
        "{site}: {silent} of {running} machines fell silent",
        site=site,
        silent=one.silent,
        running=one.running,
    )
    told = Item(
        text(
            "since {moment}, for {span}",
            moment=when(text, one.since),
            span=span(text, now - one.since),
        ),
        (
            _silent(text, one.hosts),
            text("Most likely the power or the link of the site; look there first."),
        ),
        "breach",
    )
    only = text("One mail for the whole site; its machines get none of their own.")
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi: {lead}",
        lead=lead,
        sections=(Section(site, (_again(text, told, past),)),),
        foot=(only, _by_itself(text)),
        link=link,
        link_text=text("Look at it"),
    )


def _silent(text: Text, hosts: Sequence[str]) -> str:
    """The silent machines by name, servers first; of too many, how many more there are."""
    named, more = ", ".join(hosts[:_SILENT]), len(hosts) - _SILENT
    if more <= 0:
        return text("Silent: {hosts}", hosts=named)
    return text.plural(
        "Silent: {hosts} and 1 other", "Silent: {hosts} and {n} others", more, hosts=named
    )


def test(text: Text, link: str, now: int) -> Letter:
    """The letter of `mkaguzi mail test`."""
    told = Item(text("Mail from Mkaguzi reaches you."), (when(text, now),), "compliant")
    lead = text("This is a test")
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi: {lead}",
        lead=lead,
        sections=(Section(text("Mail"), (told,)),),
        foot=(text("Somebody ran: mkaguzi mail test"), _by_itself(text)),
        link=link,
        link_text=text("Look at the pages"),
    )


def _by_itself(text: Text) -> str:
    return text("Mkaguzi sent this by itself; replies are not read.")

"""Mail that goes at once: a critical breach, a silent site. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from collector.alerts.digest import Telling
from collector.alerts.letter import Item, Letter, Section
from collector.alerts.sorting import Outage
from collector.amounts import span
from collector.judge.flip import Flip
from collector.text import Text, when


def breach(text: Text, flips: Sequence[Flip], tell: Telling, link: str) -> Letter:
    """One letter for what broke at the same time."""
    items = tuple(tell(flip) for flip in flips)
    hosts = ", ".join(dict.fromkeys(flip.host for flip in flips[:3]))
    lead = text.plural(
        "{hosts}: 1 critical breach", "{hosts}: {n} critical breaches", len(flips), hosts=hosts
    )
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi: {lead}",
        lead=lead,
        sections=(Section(text("What broke"), items),),
        foot=(text("Sent at once because it cannot wait for Monday."),),
        link=link,
        link_text=text("Look at it"),
    )


def outage(
    text: Text, site: str, one: Outage, flips: Sequence[Flip], link: str, now: int
) -> Letter:
    """One letter for a whole site, instead of one for each machine."""
    lead = text(
        "{site}: {silent} of {running} machines fell silent",
        site=site,
        silent=one.silent,
        running=one.running,
    )
    hosts = ", ".join(sorted({flip.host for flip in flips}))
    told = Item(
        text(
            "since {moment}, for {span}",
            moment=when(text, one.since),
            span=span(text, now - one.since),
        ),
        (
            text("Among them: {hosts}", hosts=hosts),
            text("Most likely the power or the link of the site; look there first."),
        ),
        "breach",
    )
    return Letter(
        lang=text.lang,
        subject=f"Mkaguzi: {lead}",
        lead=lead,
        sections=(Section(site, (told,)),),
        foot=(text("One mail for the whole site; its machines get none of their own."),),
        link=link,
        link_text=text("Look at it"),
    )

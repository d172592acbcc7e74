"""Templates to pages. Everything is escaped, and a name that is not there is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from litestar import MediaType, Response

from collector.judge.words import parameter
from collector.web import static, tally, wording
from collector.web.breaking import breaking
from collector.web.chart.scale import EDGE
from collector.web.visit import Visit
from collector.words import amounts, doubts, later
from collector.words.plain import tamed
from collector.words.text import LANGUAGES, day, exact, number, when

_TEMPLATES = Path(__file__).with_name("templates")
_PAPER = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=tamed,
)
_PAPER.filters["breaking"] = breaking
_PAPER.globals.update(
    languages=LANGUAGES,
    style=static.address("mkaguzi.css"),
    script=static.address("mkaguzi.js"),
    icon=static.address("icon.svg"),
)


def page(visit: Visit, template: str, *, status: int = 200, **values: Any) -> Response[str]:
    """A page, in the reader's language and with the banner that belongs on every page."""
    text = visit.text
    html = _PAPER.get_template(template).render(
        visit=visit,
        _=text,
        n_=text.plural,
        number=lambda value: number(text, value),
        moment=lambda seconds: when(text, seconds),
        exact=lambda seconds: exact(text, seconds),
        day=lambda seconds: day(text, seconds),
        ago=lambda seconds: wording.ago(text, visit.now - seconds),
        words=wording,
        span=lambda seconds: amounts.span(text, seconds),
        since=lambda seconds: wording.since(text, seconds, visit.now),
        bytes=lambda value: amounts.size(text, value, binary=False),
        rate=lambda value: amounts.size(text, value, binary=False, per="/s"),
        parameter=lambda value: parameter(text, value),
        site_name=lambda code: wording.site(text, visit.house.organisation(), code),
        council_known=lambda code: code in visit.house.organisation().councils,
        council_name=lambda code: wording.council(text, visit.house.organisation(), code),
        spoken=lambda stored: later.told(text, stored),
        doubt=lambda stored: doubts.told(text, stored),
        other=doubts.other,
        parts=tally.parts,
        edge=EDGE,
        distrust=visit.house.distrust(),
        region_trouble=visit.house.region_trouble() if visit.admin else "",
        standards_trouble=next(iter(visit.house.rulebook.faults), "") if visit.admin else "",
        **values,
    )
    return Response(html, media_type=MediaType.HTML, status_code=status)

"""The fleet: councils side by side, one council, and lists of assets."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from collector.store.state import breaches, fleet, listing
from collector.store.state.listing import Asked
from collector.web import tally
from collector.web.gate import READER
from collector.web.press import page
from collector.web.query import Pages
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

ROWS = 80
"""Assets on one page."""


@get("/", who=READER)
@in_thread
def home(visit: TheVisit) -> Response[str]:
    """All councils the reader may see, side by side."""
    with visit.house.reading.connect() as connection:
        found = fleet.counts(connection, visit.lens)
        heard = fleet.heard(connection, visit.lens)
        grades = breaches.by_grade(connection, visit.scope)
    organisation, lang = visit.house.organisation(), visit.text.lang
    rows = tally.councils(organisation, visit.scope, found, heard, grades, lang)
    order = visit.query.one_of("sort", tally.ORDERS, "name")
    return page(
        visit,
        "fleet.html",
        rows=tally.ordered(rows, order, visit.query.down),
        whole=tally.whole(rows),
        order=order,
        region=organisation.name.in_(lang),
    )


@get("/council/{org:str}", who=READER)
@in_thread
def council(visit: TheVisit, org: FromPath[str]) -> Response[str]:
    """One council: its sites, and its assets."""
    organisation = visit.house.organisation()
    if not visit.scope.covers(org) or org not in organisation.councils:
        raise NotFoundException
    with visit.house.reading.connect() as connection:
        found = fleet.counts(connection, visit.lens)
        heard = fleet.heard(connection, visit.lens)
        grades = breaches.by_grade(connection, visit.scope)
    rows = tally.councils(organisation, visit.scope, found, heard, grades, visit.text.lang)
    return _assets(
        visit,
        "council.html",
        org,
        row=next(row for row in rows if row.code == org),
        sites=tally.sites(organisation, org, found, heard, visit.text.lang),
    )


@get("/assets", who=READER)
@in_thread
def assets(visit: TheVisit) -> Response[str]:
    """Assets of all councils the reader may see."""
    return _assets(visit, "assets.html", visit.query.free("council"))


def _assets(visit: Visit, template: str, org: str, **values: Any) -> Response[str]:
    query = visit.query
    asked = Asked(
        org=org,
        site=query.free("site"),
        kind=query.free("kind"),
        standing=query.one_of("standing", fleet.STANDINGS),
        text=query.free("q"),
        order=query.one_of("sort", listing.ORDERS, "standing"),
        down=query.down,
    )
    with visit.house.reading.connect() as connection:
        found, total = listing.listed(connection, visit.lens, asked, ROWS, (query.page - 1) * ROWS)
        kinds = listing.kinds(connection, visit.scope)
    return page(
        visit,
        template,
        assets=found,
        asked=asked,
        pages=Pages(query.page, ROWS, total),
        kinds=kinds,
        organisation=visit.house.organisation(),
        **values,
    )

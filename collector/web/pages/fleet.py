"""The fleet: councils side by side, one council, and lists of assets."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from collector.store.state import breaches, fleet, listing, running
from collector.store.state.listing import Asked
from collector.web import tally, wording
from collector.web.gate import READER
from collector.web.order import FALLS, RISES, Order
from collector.web.press import page
from collector.web.query import Pages, Query
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

ROWS = 80
"""Assets on one page."""
COLUMNS = {
    "host": RISES,
    "standing": RISES,
    "breaches": FALLS,
    "gaps": FALLS,
    "unknowns": FALLS,
    "meets": FALLS,
    "kind": RISES,
    "site": RISES,
    "last_seen": RISES,
}
"""By what assets can be sorted: standing from the worst, last seen from the longest ago."""
SITE_COLUMNS = {name: tally.COLUMNS[name] for name in ("name", "assets", "compliance", "coverage")}


@get("/", who=READER)
@in_thread
def home(visit: TheVisit) -> Response[str]:
    """All councils the reader may see, side by side."""
    organisation, lang = visit.house.organisation(), visit.text.lang
    with visit.house.reading.connect() as connection:
        found = fleet.counts(connection, visit.lens)
        heard = fleet.heard(connection, visit.lens)
        grades = breaches.by_grade(connection, visit.scope)
        outages = running.outages(connection, visit.lens)
    rows = tally.councils(organisation, visit.scope, found, heard, grades, lang)
    order = visit.query.order(tally.COLUMNS, "name")
    return page(
        visit,
        "fleet.html",
        rows=tally.ordered(rows, order.by, order.down),
        whole=tally.whole(rows),
        order=order,
        outages=outages,
        region=organisation.name.in_(lang),
    )


@get("/council/{org:str}", who=READER)
@in_thread
def council(visit: TheVisit, org: FromPath[str]) -> Response[str]:
    """One council: its sites, and its assets."""
    organisation, lang = visit.house.organisation(), visit.text.lang
    with visit.house.reading.connect() as connection:
        found = fleet.counts(connection, visit.lens)
        heard = fleet.heard(connection, visit.lens)
        grades = breaches.by_grade(connection, visit.scope)
        outages = running.outages(connection, visit.lens)
    rows = tally.councils(organisation, visit.scope, found, heard, grades, lang)
    row = next((row for row in rows if row.code == org), None)
    if row is None:
        raise NotFoundException
    by_site = visit.query.order(SITE_COLUMNS, "name", "sites")
    sites = tally.sites(organisation, org, found, heard, lang)
    return _assets(
        visit,
        "council.html",
        org,
        row=row,
        sites=tally.ordered(sites, by_site.by, by_site.down),
        by_site=by_site,
        outages=[one for one in outages if one.org == org],
    )


@get("/assets", who=READER)
@in_thread
def assets(visit: TheVisit) -> Response[str]:
    """Assets of all councils the reader may see."""
    return _assets(visit, "assets.html", None)


def _assets(visit: Visit, template: str, org: str | None, **values: Any) -> Response[str]:
    """`org`: the council's code; None for the one the URL asks for, if any."""
    query = visit.query
    with visit.house.reading.connect() as connection:
        kinds = listing.kinds(connection, visit.scope)
        used = listing.places(connection, visit.scope)
        councils = wording.councils(visit.text, visit.house.organisation(), visit.scope, used)
        if org is None:
            org = query.one_of("council", [code for code, _ in councils])
        places = _places(visit, org, used)
        asked, order = _asked(query, org, kinds, places)
        found, total = listing.listed(connection, visit.lens, asked, ROWS, (query.page - 1) * ROWS)
    return page(
        visit,
        template,
        assets=found,
        asked=asked,
        order=order,
        pages=Pages(query.page, ROWS, total),
        kinds=kinds,
        places=[place for place in places if org or place[0] == asked.site],
        councils=councils,
        **values,
    )


def _places(visit: Visit, org: str, used: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The sites one can ask for, as a choice: a council's, or all the reader may see."""
    organisation = visit.house.organisation()
    known = [(site.org, site.code) for site in organisation.sites.values()]
    codes = dict.fromkeys(
        code for of, code in (*known, *used) if visit.scope.covers(of) and org in ("", of)
    )
    return [(code, wording.site(visit.text, organisation, code)) for code in codes]


def _asked(
    query: Query, org: str, kinds: list[str], places: list[tuple[str, str]]
) -> tuple[Asked, Order]:
    """What is not known asks for nothing: it shows all, as the form then says."""
    order = query.order(COLUMNS, "standing")
    asked = Asked(
        org=org,
        site=query.one_of("site", [code for code, _ in places]),
        kind=query.one_of("kind", kinds),
        standing=query.one_of("standing", fleet.STANDINGS),
        text=query.free("q"),
        order=order.by,
        down=order.down,
    )
    return asked, order

"""One asset: what it is, how it stands, and how it has been."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from agent.report import Batch
from collector import cadence
from collector.store.record import batch_of
from collector.store.state import aliases, breaches, called, fleet, history, voices
from collector.store.state.assets import MERGED
from collector.store.state.voices import Hearing
from collector.web import judged, shown
from collector.web.chart.charts import charts
from collector.web.chart.draw import Chart
from collector.web.chart.window import HOURS, Window, back, hours_for
from collector.web.gate import READER
from collector.web.press import page
from collector.web.query import Pages
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

EVENTS = 20
ROWS = 200
"""Rows of a list of facts on a page of its own."""


@get("/asset/{asset_id:str}", who=READER)
@in_thread
def asset(visit: TheVisit, asset_id: FromPath[str]) -> Response[Any]:
    """The asset's page; of one that is another by now, the way to that."""
    with visit.house.reading.connect() as connection:
        row, standing = _found(visit, connection, asset_id)
        if row.state == MERGED:
            return Redirect(f"/asset/{aliases.resolved(connection, asset_id)}")
        facts = history.facts(connection, visit.scope, asset_id)
        verdicts = breaches.of_asset(connection, visit.scope, asset_id)
        agents = history.agents(connection, visit.scope, asset_id)
        heard = voices.hearing(connection, visit.scope, asset_id)
        events = history.events(connection, visit.scope, asset_id, EVENTS)
        failing = history.failing(connection, visit.scope, asset_id)
        name = called.present(connection, visit.scope, asset_id)
    plain = {name: found.content for name, found in facts.items()}
    drawn, shown_window = _charts(visit, row, heard, plain)
    return page(
        visit,
        "asset.html",
        asset=row,
        called=name,
        standing=standing,
        summary=judged.summary(visit.text, plain),
        verdicts=judged.judged(visit.text, verdicts, visit.house.rulebook),
        sections=shown.sections(visit.text, facts),
        charts=drawn,
        window=shown_window,
        cadence=cadence.of(row.kind),
        choices=HOURS,
        agents=agents,
        events=events,
        failing=failing,
    )


def _found(visit: Visit, connection: Any, asset_id: str) -> tuple[Any, str]:
    found = fleet.one(connection, visit.lens, asset_id)
    if found is None:
        raise NotFoundException
    return found


def _charts(
    visit: Visit, row: Any, heard: Hearing, plain: Mapping[str, Any]
) -> tuple[list[Chart], Window]:
    """The charts of the window the URL asks for, and what of it there is to show."""
    hours = visit.query.number("hours", HOURS, hours_for(visit.now - row.first_seen))
    window = back(hours, visit.now, cadence.of(row.kind).late)
    return charts(_batches(visit, heard, window.since), plain, window, row.first_seen)


def _batches(visit: Visit, heard: Hearing, since: int) -> Iterator[Batch]:
    """What its agents delivered: a sample of the window cannot have come before the window.

    Of an agent that other machines have too, what came from this one's boots alone.
    """
    if heard.agents:
        for _, entry in visit.house.journal.of_agents(heard.agents, since, visit.now):
            if heard.of_it(entry.agent, entry.boot):
                yield batch_of(entry)


@get("/asset/{asset_id:str}/facts/{name:str}", who=READER)
@in_thread
def facts(visit: TheVisit, asset_id: FromPath[str], name: FromPath[str]) -> Response[Any]:
    """One section of an asset's facts whole, to look through: installed software, say."""
    with visit.house.reading.connect() as connection:
        row, _ = _found(visit, connection, asset_id)
        if row.state == MERGED:
            return Redirect(f"/asset/{aliases.resolved(connection, asset_id)}/facts/{name}")
        section = history.facts(connection, visit.scope, asset_id).get(name)
    if section is None:
        raise NotFoundException
    searched = visit.query.free("q").casefold()
    content = section.content
    if isinstance(content, list):
        content = [r for r in content if any(searched in str(v).casefold() for v in r.values())]
    first = (visit.query.page - 1) * ROWS
    part = content[first : first + ROWS] if isinstance(content, list) else content
    kept = shown.Stored(name, part, section.since, section.seen)
    return page(
        visit,
        "facts.html",
        asset=row,
        section=shown.section(visit.text, kept, ROWS),
        pages=Pages(visit.query.page, ROWS, len(content)) if isinstance(content, list) else None,
    )

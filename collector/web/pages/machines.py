"""Add machines: enrolment codes, tries to enrol, and batches that were refused. For admins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from collector.problem import Problem
from collector.store.state import agents, refusals
from collector.web.forms import TheForm
from collector.web.gate import ADMIN
from collector.web.press import page
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

HOURS = (1, 8, 24, 72, 168, 720)
"""How long a code may be good."""
MOST_USES = 500
TRIES = 30
DAY = 86_400
_SOURCES = 5


@get("/add-machines", who=ADMIN)
@in_thread
def add(visit: TheVisit) -> Response[str]:
    """The form, the codes that are good now, and what failed."""
    return _page(visit)


@post("/add-machines", who=ADMIN)
@in_thread
def make(visit: TheVisit, form: TheForm) -> Response[str]:
    """Make a code; it is shown this once, for it is kept hashed."""
    site, hours, uses = form.get("site", ""), form.get("hours", ""), form.get("uses", "").strip()
    if hours not in [str(n) for n in HOURS]:
        return _page(visit, problem=visit.text("Choose how long the code is good."), chosen=site)
    if uses and not (uses.isascii() and uses.isdigit() and 1 <= int(uses) <= MOST_USES):
        problem = visit.text("Give a number from 1 to {n}, or leave it empty.", n=MOST_USES)
        return _page(visit, problem=problem, chosen=site)
    by = visit.person.name if visit.person else ""
    try:
        code = visit.house.code_maker(site, int(uses) if uses else None, int(hours), by)
    except Problem as problem:
        return _page(visit, problem=str(problem), chosen=site)
    return _page(visit, code=code, chosen=site)


@post("/add-machines/withdraw/{code_id:int}", who=ADMIN)
@in_thread
def withdraw(visit: TheVisit, code_id: FromPath[int]) -> Redirect:
    """Make a code useless."""
    with visit.house.engine.begin() as connection:
        agents.revoke_code(connection, code_id, visit.now)
    return Redirect("/add-machines", status_code=303)


class Refused(NamedTuple):
    """Batches refused for one reason: how many, when last (UTC s), from whom."""

    reason: str
    times: int
    last: int
    sources: list[str]


def grouped(rows: Iterable[Any]) -> list[Refused]:
    """Refusals by their reason, the most frequent first."""
    by_reason: dict[str, list[Any]] = {}
    for row in rows:
        by_reason.setdefault(row.reason, []).append(row)
    found = [_refused(reason, some) for reason, some in by_reason.items()]
    return sorted(found, key=lambda one: -one.times)


def _refused(reason: str, rows: list[Any]) -> Refused:
    times, last = sum(row.times for row in rows), max(row.at for row in rows)
    return Refused(reason, times, last, sorted({_source(row) for row in rows})[:_SOURCES])


def _source(row: Any) -> str:
    return str(row.address or (row.agent or "")[:12])


def _page(visit: Visit, *, code: str = "", problem: str = "", chosen: str = "") -> Response[str]:
    with visit.house.reading.connect() as connection:
        codes = agents.live_codes(connection, visit.now)
        tries = agents.enrolments(connection, TRIES)
        refused = refusals.since(connection, visit.now - DAY)
    return page(
        visit,
        "add_machines.html",
        status=422 if problem else 200,
        code=code,
        problem=problem,
        chosen=chosen,
        hours=HOURS,
        most=MOST_USES,
        codes=codes,
        tries=tries,
        refused=grouped(refused),
        organisation=visit.house.organisation(),
    )

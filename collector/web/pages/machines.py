"""Add machines: enrolment codes, tries to enrol, and batches that were refused. For admins."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from collector.problem import Problem
from collector.store.state import codes, refusals
from collector.web import wording
from collector.web.forms import Form, TheForm
from collector.web.gate import ADMIN
from collector.web.handouts import Handout, TheHandouts
from collector.web.order import FALLS, RISES, arranged
from collector.web.press import page
from collector.web.query import is_row
from collector.web.refusals import ENROLMENTS, grouped
from collector.web.session import AnyRequest
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

HOURS = (1, 8, 24, 72, 168, 720)
"""How long a code may be good."""
MOST_USES = 500
TRIES = 30
DAY = 86_400
HERE = "/add-machines"
CODES = {"site": RISES, "left": FALLS, "made": FALLS, "until": RISES, "by": RISES}
TRIED = {"when": FALLS, "machine": RISES, "address": RISES, "outcome": RISES}
REFUSED = {"times": FALLS, "last": FALLS}
"""By what the three tables can be sorted."""


@get(HERE, who=ADMIN)
@in_thread
def add(visit: TheVisit, request: AnyRequest, handouts: TheHandouts) -> Response[str]:
    """The form, a code that was just made, the codes that are good now, and what failed."""
    return shown(visit, handout=handouts.take(str(request.auth), visit.now))


@post(HERE, who=ADMIN)
@in_thread
def make(
    visit: TheVisit, request: AnyRequest, form: TheForm, handouts: TheHandouts
) -> Response[str] | Redirect:
    """Make a code; the page that follows shows it once, for it is kept hashed."""
    site = form.get("site", "")
    if problem := _wrong(visit, form):
        return shown(visit, problem=problem, chosen=site)
    uses, by = form.get("uses", "").strip(), visit.person.name if visit.person else ""
    try:
        made = visit.house.code_maker(site, int(uses) if uses else None, int(form["hours"]), by)
    except Problem as problem:
        return shown(visit, problem=str(problem), chosen=site)
    handouts.put(str(request.auth), Handout(made, site, visit.now))
    return Redirect(HERE, status_code=303)


def _wrong(visit: Visit, form: Form) -> str:
    """What is wrong with a wish for a code; empty if nothing is."""
    uses = form.get("uses", "").strip()
    if form.get("hours", "") not in [str(n) for n in HOURS]:
        return visit.text("Choose how long the code is good.")
    if uses and not _is_few(uses):
        return visit.text("Give a number from 1 to {n}, or leave it empty.", n=MOST_USES)
    return ""


def _is_few(uses: str) -> bool:
    """Its length comes first: Python makes no number of thousands of digits."""
    plain = len(uses) < 10 and uses.isascii() and uses.isdigit()
    return plain and 1 <= int(uses) <= MOST_USES


@post(HERE + "/withdraw/{code_id:int}", who=ADMIN)
@in_thread
def withdraw(visit: TheVisit, code_id: FromPath[int]) -> Redirect:
    """Make a code useless."""
    if not is_row(code_id):
        raise NotFoundException
    with visit.house.engine.begin() as connection:
        codes.revoke_code(connection, code_id, visit.now)
    return Redirect(HERE, status_code=303)


def shown(
    visit: Visit, *, handout: Handout | None = None, problem: str = "", chosen: str = ""
) -> Response[str]:
    """The whole page: a fresh code or what is wrong with a wish, and all that there is of codes."""
    with visit.house.reading.connect() as connection:
        live = codes.live_codes(connection, visit.now)
        tries = codes.enrolments(connection, TRIES)
        refused = grouped(refusals.since(connection, visit.now - DAY))
    by_code = visit.query.order(CODES, "made", "codes")
    by_try = visit.query.order(TRIED, "when", "tries")
    by_refusal = visit.query.order(REFUSED, "times", "refused")
    return page(
        visit,
        "add_machines.html",
        status=422 if problem else 200,
        handout=handout,
        problem=problem,
        chosen=handout.site if handout else chosen,
        hours=HOURS,
        codes=arranged(live, by_code, _code_keys(visit)),
        by_code=by_code,
        tries=arranged(tries, by_try, _TRY_KEYS),
        by_try=by_try,
        why=ENROLMENTS,
        refused=arranged(refused, by_refusal, _REFUSAL_KEYS),
        by_refusal=by_refusal,
        organisation=visit.house.organisation(),
    )


def _code_keys(visit: Visit) -> dict[str, Any]:
    organisation = visit.house.organisation()
    return {
        "site": lambda row: wording.site(visit.text, organisation, row.site).casefold(),
        "left": lambda row: row.uses_left,
        "made": lambda row: row.id,
        "until": lambda row: row.expires,
        "by": lambda row: row.created_by.casefold(),
    }


_TRY_KEYS: dict[str, Any] = {
    "when": lambda row: row.id,
    "machine": lambda row: row.hostname.casefold(),
    "address": lambda row: row.address,
    "outcome": lambda row: row.outcome,
}
_REFUSAL_KEYS: dict[str, Any] = {"times": lambda one: one.times, "last": lambda one: one.last}

"""All breaches, gaps and what cannot be told, to filter and sort."""

from __future__ import annotations

from litestar import Response, get

from collector.judge import words
from collector.judge.verdict import BREACH, SEVERITIES
from collector.store.state import breaches, listing
from collector.store.state.breaches import Asked
from collector.web import judged, wording
from collector.web.gate import READER
from collector.web.order import FALLS, RISES, Order
from collector.web.press import page
from collector.web.query import Pages
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit

ROWS = 60
"""Verdicts on one page."""
COLUMNS = {"severity": FALLS, "host": RISES, "org": RISES, "rule": RISES, "since": FALLS}


@get("/breaches", who=READER)
@in_thread
def listed(visit: TheVisit) -> Response[str]:
    """What the URL asks for."""
    rulebook = visit.house.rulebook
    with visit.house.reading.connect() as connection:
        places = listing.places(connection, visit.scope)
        councils = wording.councils(visit.text, visit.house.organisation(), visit.scope, places)
        asked, order = _asked(visit, [code for code, _ in councils])
        found, total = breaches.listed(
            connection, visit.scope, asked, ROWS, (visit.query.page - 1) * ROWS
        )
        tallies = breaches.by_rule(connection, visit.scope)
    return page(
        visit,
        "breaches.html",
        rows=[(row, judged.one(visit.text, row.verdict, rulebook)) for row in found],
        asked=asked,
        order=order,
        sums={s: sum(getattr(t, s) for t in tallies.values()) for s in breaches.STATUSES},
        rules=[(rule.id, words.title(rule, visit.text)) for rule in rulebook.rules],
        severities=SEVERITIES[::-1],
        pages=Pages(visit.query.page, ROWS, total),
        councils=councils,
    )


def _asked(visit: Visit, councils: list[str]) -> tuple[Asked, Order]:
    """What is not known asks for nothing: it shows all, as the form then says."""
    query, rules = visit.query, visit.house.rulebook.rules
    order = query.order(COLUMNS, "severity")
    asked = Asked(
        status=query.one_of("status", breaches.STATUSES, BREACH),
        org=query.one_of("council", councils),
        severity=query.one_of("severity", SEVERITIES),
        rule=query.one_of("rule", [rule.id for rule in rules]),
        order=order.by,
        down=order.down,
    )
    return asked, order

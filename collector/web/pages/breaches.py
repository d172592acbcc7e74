"""All breaches, gaps and what cannot be told, to filter and sort."""

from __future__ import annotations

from litestar import Response, get

from collector.judge import words
from collector.judge.verdict import BREACH, SEVERITIES
from collector.store.state import breaches
from collector.store.state.breaches import Asked
from collector.web import judged
from collector.web.gate import READER
from collector.web.press import page
from collector.web.query import Pages, Query
from collector.web.threads import in_thread
from collector.web.visit import TheVisit

ROWS = 60
"""Verdicts on one page."""


@get("/breaches", who=READER)
@in_thread
def listed(visit: TheVisit) -> Response[str]:
    """What the URL asks for."""
    asked, rulebook = _asked(visit.query), visit.house.rulebook
    with visit.house.reading.connect() as connection:
        found, total = breaches.listed(
            connection, visit.scope, asked, ROWS, (visit.query.page - 1) * ROWS
        )
        tallies = breaches.by_rule(connection, visit.scope)
    return page(
        visit,
        "breaches.html",
        rows=[(row, judged.one(visit.text, row.verdict, rulebook)) for row in found],
        asked=asked,
        sums={s: sum(getattr(t, s) for t in tallies.values()) for s in breaches.STATUSES},
        rules=[(rule.id, words.title(rule, visit.text)) for rule in rulebook.rules],
        severities=SEVERITIES[::-1],
        pages=Pages(visit.query.page, ROWS, total),
        organisation=visit.house.organisation(),
    )


def _asked(query: Query) -> Asked:
    """Severity sorts from the worst unless the URL says otherwise."""
    order = query.one_of("sort", breaches.ORDERS, "severity")
    return Asked(
        status=query.one_of("status", breaches.STATUSES, BREACH),
        org=query.free("council"),
        severity=query.one_of("severity", SEVERITIES),
        rule=query.free("rule"),
        order=order,
        down=not query.down if order == "severity" else query.down,
    )

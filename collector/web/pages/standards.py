"""The standards as people read them."""

from __future__ import annotations

from litestar import Response, get

from collector.judge import words
from collector.judge.rule import GROUPS
from collector.store.state import breaches
from collector.store.state.breaches import Tally
from collector.web.gate import READER
from collector.web.press import page
from collector.web.threads import in_thread
from collector.web.visit import TheVisit


@get("/standards", who=READER)
@in_thread
def listed(visit: TheVisit) -> Response[str]:
    """Every rule in force by group, how many stand how by it, and faults of the files."""
    rulebook = visit.house.rulebook
    with visit.house.reading.connect() as connection:
        tallies = breaches.by_rule(connection, visit.scope)
    rules = [
        (rule, words.title(rule, visit.text), tallies.get(rule.id, Tally()))
        for rule in sorted(rulebook.rules, key=lambda rule: rule.id)
    ]
    return page(
        visit,
        "standards.html",
        groups=[(g, [row for row in rules if row[0].group == g]) for g in GROUPS],
        proposed=sum(rule.enabled and rule.proposed for rule, _, _ in rules),
        faults=rulebook.faults if visit.admin else (),
        faulty=bool(rulebook.faults),
        partial=rulebook.partial,
    )

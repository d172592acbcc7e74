"""What letters are made of, read from the state: news of a scope, and who of a site is silent."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from collector.alerts.digest import Arrival, Change, News, net
from collector.judge.flip import Flip
from collector.judge.verdict import SEVERITIES
from collector.organisation import coverage
from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.outage import RAN, Outage, of
from collector.store.state import away, fleet, flips, newcomers, notes, running
from collector.store.state.fleet import Lens

Name = Callable[[str], str]
"""A code or an id -> what a reader sees of it."""


def news(
    connection: Connection,
    organisation: Organisation,
    scope: Scope,
    presence: tuple[str, ...],
    now: int,
    site: Name,
    page: Name,
    doubt: Name,
) -> News:
    """What a digest tells a reader of this scope.

    `site` names a site, `page` an asset's page, `doubt` words what is stored of one.
    """
    last = notes.get(connection, notes.DIGESTED) or 0
    heard = fleet.heard(connection, Lens(scope, presence, now))
    return News(
        coverage.of_scope(organisation, scope, heard),
        _in_order(organisation, net(flips.untold(connection, scope))),
        [away.told_as(row) for row in away.untold(connection)],
        [(row.host, doubt(row.contradiction)) for row in fleet.quarantined(connection, scope)],
        lost_since(connection) if scope.org is None else 0,
        [
            Arrival(one.host, site(one.site), page(one.asset), *one[3:])
            for one in newcomers.since(connection, scope, last)
        ],
    )


def _in_order(organisation: Organisation, change: Change) -> Change:
    """By council as the officer lists them; the worst machine of each first."""
    rank = {org: n for n, org in enumerate(organisation.councils)}
    worst: dict[str, int] = {}
    for flip in change.new:
        grade = SEVERITIES.index(flip.severity)
        worst[flip.asset] = max(grade, worst.get(flip.asset, 0))

    def place(flip: Flip) -> tuple[object, ...]:
        own = -SEVERITIES.index(flip.severity)
        return rank.get(flip.org, len(rank)), -worst.get(flip.asset, 0), flip.host, own, flip.rule

    return change._replace(
        new=tuple(sorted(change.new, key=place)), mended=tuple(sorted(change.mended, key=place))
    )


def lost_since(connection: Connection) -> int:
    """Batches that went unread since the last digest."""
    lost = notes.get(connection, notes.LOST) or 0
    return lost - (notes.get(connection, notes.LOST_TOLD) or 0)


def outage(connection: Connection, site: str, org: str, since: int) -> Outage:
    """Which of the machines that ran at a site before a moment were not heard from since."""
    return of(site, org, running.heard(connection, site, since - RAN), since)

"""What letters are made of, read from the state: news of a scope, and who of a site is silent."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from collector.alerts.news import Arrival, Change, Darkness, News, net
from collector.judge.flip import Flip
from collector.judge.verdict import SEVERITIES
from collector.organisation import coverage
from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.store.state import away, fleet, flips, newcomers, notes, outages
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
    heard = fleet.heard(connection, Lens(scope, presence, now))
    return News(
        coverage.of_scope(organisation, scope, heard),
        _in_order(
            organisation,
            net(flips.untold(connection, scope), flips.last_known(connection, scope)),
        ),
        [away.told_as(row) for row in away.untold(connection)],
        [(row.host, doubt(row.contradiction)) for row in fleet.quarantined(connection, scope)],
        lost_since(connection) if scope.org is None else 0,
        [
            Arrival(one.host, site(one.site), page(one.asset), *one[3:])
            for one in newcomers.untold(connection, scope)
        ],
        notes.set_aside_untold(connection) if scope.org is None else None,
        [
            Darkness(site(one.site), len(one.machines), one.running, one.since, one.ended)
            for one in outages.untold(connection, scope)
        ],
    )


def _in_order(organisation: Organisation, change: Change) -> Change:
    """By council as the officer lists them; the worst machine of each first."""
    rank = {org: n for n, org in enumerate(organisation.councils)}
    worst: dict[str, int] = {}
    for flip in (*change.new, *change.worse):
        worst[flip.asset] = max(_grade(flip), worst.get(flip.asset, 0))

    def place(flip: Flip) -> tuple[object, ...]:
        of_council = rank.get(flip.org, len(rank))
        return of_council, -worst.get(flip.asset, 0), flip.host, -_grade(flip), flip.rule

    return change._replace(
        new=tuple(sorted(change.new, key=place)),
        worse=tuple(sorted(change.worse, key=place)),
        mended=tuple(sorted(change.mended, key=place)),
    )


def _grade(flip: Flip) -> int:
    """How grave it is now."""
    return SEVERITIES.index(flip.severity_now or flip.severity)


def lost_since(connection: Connection) -> int:
    """Batches that went unread since the last digest."""
    lost = notes.get(connection, notes.LOST) or 0
    return lost - (notes.get(connection, notes.LOST_TOLD) or 0)

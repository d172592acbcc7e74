"""Flips: what changed, what becomes of it (its fate), and what the next digest has to tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, case, func, select, update

from collector.judge.flip import Flip, Known
from collector.judge.verdict import BREACH, UNKNOWN, is_graver
from collector.organisation.scope import Scope
from collector.store.state.schema import asset, flip, verdict

MAIL, DIGEST, HELD, NONE = "mail", "digest", "held", "none"


def _query() -> Select[Any]:
    stands = case((asset.c.state == "in_use", verdict.c.status))  # of no other a verdict counts
    now = (verdict.c.asset == flip.c.asset) & (verdict.c.rule == flip.c.rule)
    columns = (
        *(flip.c.id, flip.c.asset, asset.c.host, asset.c.org, asset.c.site, asset.c.kind),
        *(asset.c.last_seen, flip.c.rule, flip.c.before, flip.c.after, flip.c.severity),
        *(flip.c.gap, flip.c.gap_before, flip.c.at, stands, verdict.c.gap),
        *(func.coalesce(flip.c.fate == MAIL, False), asset.c.first_seen),
        *(flip.c.severity_before, verdict.c.severity),
    )
    joined = flip.join(asset, flip.c.asset == asset.c.id).outerjoin(verdict, now)
    return select(*columns).select_from(joined).order_by(flip.c.id)


def pending(connection: Connection) -> list[Flip]:
    """Those nobody has looked at, and those that are held; in order."""
    unsorted = flip.c.fate.is_(None) | (flip.c.fate == HELD)
    return [Flip(*row) for row in connection.execute(_query().where(unsorted))]


def set_fate(connection: Connection, ids: Iterable[int], fate: str) -> None:
    """Say what becomes of these."""
    for some in _groups(list(ids)):
        connection.execute(update(flip).where(flip.c.id.in_(some)).values(fate=fate))


def set_mailed(connection: Connection, ids: Iterable[int], now: int) -> None:
    """These are mailed at once, now."""
    for some in _groups(list(ids)):
        values = {"fate": MAIL, "mailed": now}
        connection.execute(update(flip).where(flip.c.id.in_(some)).values(**values))


def stirs(
    connection: Connection, key: tuple[str, str], since: int
) -> list[tuple[int, bool, int | None]]:
    """All that happened to one verdict (asset, rule) since a moment (UTC s), in order.

    Of each: when, whether it broke (or grew graver), when it was mailed.
    """
    here = (flip.c.asset == key[0]) & (flip.c.rule == key[1]) & (flip.c.at >= since)
    query = select(flip).where(here).order_by(flip.c.at, flip.c.id)
    return [(row.at, _broke(row), row.mailed) for row in connection.execute(query)]


def _broke(row: Any) -> bool:
    if row.after != BREACH or row.before != BREACH or row.gap_before:
        return row.after == BREACH and not row.gap
    return is_graver(row.severity, row.severity_before)


def untold(connection: Connection, scope: Scope) -> list[Flip]:
    """Those no digest has told yet, within the reader's scope; in order."""
    query = _query().where(flip.c.fate.in_((MAIL, DIGEST)), flip.c.digested.is_(None))
    if scope.org is not None:
        query = query.where(asset.c.org == scope.org)
    return [Flip(*row) for row in connection.execute(query)]


def last_known(connection: Connection, scope: Scope) -> dict[tuple[str, str], Known]:
    """How verdicts (asset, rule) stood before they could not be told; digests have told that."""
    known = flip.c.before.is_(None) | (flip.c.before != UNKNOWN)
    told = select(func.max(flip.c.id)).where(flip.c.digested.is_not(None), known)
    newest = told.group_by(flip.c.asset, flip.c.rule)
    here = flip.c.id.in_(newest) & (flip.c.after == UNKNOWN)
    query = select(flip).select_from(flip.join(asset, flip.c.asset == asset.c.id)).where(here)
    if scope.org is not None:
        query = query.where(asset.c.org == scope.org)
    return {
        (row.asset, row.rule): Known(row.before, row.gap_before, row.severity_before)
        for row in connection.execute(query)
    }


def told(connection: Connection, now: int) -> None:
    """A digest has told all that is sorted. In the transaction that read them."""
    here = flip.c.fate.in_((MAIL, DIGEST)) & flip.c.digested.is_(None)
    connection.execute(update(flip).where(here).values(digested=now))


def _groups(ids: list[int]) -> Iterable[list[int]]:
    return (ids[i : i + 500] for i in range(0, len(ids), 500))

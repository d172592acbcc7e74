"""Where assets are, when the organisation's file changes or a person moves them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from collector.organisation.chart import Organisation
from collector.problem import Problem
from collector.register import changes
from collector.store.state import assets, rulings
from collector.store.state.schema import agent, asset, enrol_code


def follow(connection: Connection, organisation: Organisation, now: int) -> int:
    """A site that belongs to another council by now takes its assets along; how many."""
    pairs = connection.execute(select(asset.c.site, asset.c.org).distinct()).all()
    moved = 0
    for code, org in pairs:
        site = organisation.sites.get(code)
        if site is not None and site.org != org:
            here = (asset.c.site == code) & (asset.c.org == org)
            ids = connection.scalars(select(asset.c.id).where(here)).all()
            for asset_id in ids:
                changes.place(connection, asset_id, site.org, code, now)
            moved += len(ids)
    return moved


def strayed(connection: Connection, organisation: Organisation) -> list[tuple[str, int]]:
    """Sites with assets that the organisation's file does not know (any more), and how many."""
    query = select(asset.c.site, func.count()).where(asset.c.state == assets.IN_USE)
    rows = connection.execute(query.group_by(asset.c.site).order_by(asset.c.site))
    return [(site, count) for site, count in rows if site not in organisation.sites]


def move(
    connection: Connection,
    organisation: Organisation,
    ids: Sequence[str],
    to: str,
    by: str,
    now: int,
) -> int:
    """Assets, and the agents that speak for them, are at another site; how many were not.

    Raises Problem.
    """
    org = _org_of(organisation, to)
    return sum(_moved(connection, asset_id, org, to, by, now) for asset_id in ids)


def _moved(connection: Connection, asset_id: str, org: str, to: str, by: str, now: int) -> bool:
    """Whether it, or an agent of its, was elsewhere: where not, nothing was decided."""
    one = assets.get(connection, asset_id)
    was = (one.org, one.site) if one is not None else (org, "")
    changes.place(connection, asset_id, org, to, now)
    theirs = (agent.c.asset == asset_id) & (agent.c.site != to)
    followed = connection.execute(update(agent).where(theirs).values(site=to)).rowcount
    if was == (org, to) and not followed:
        return False
    rulings.add(connection, rulings.MOVE, by, now, asset_id, **{"from": was[1], "to": to})
    return True


def move_site(
    connection: Connection, organisation: Organisation, old: str, to: str, by: str, now: int
) -> int:
    """A site has another code: all that was at the old one is at the new one; how many assets."""
    _org_of(organisation, to)
    ids = connection.scalars(select(asset.c.id).where(asset.c.site == old)).all()
    move(connection, organisation, ids, to, by, now)
    for table in (agent, enrol_code):
        connection.execute(update(table).where(table.c.site == old).values(site=to))
    return len(ids)


def _org_of(organisation: Organisation, site: str) -> str:
    found = organisation.sites.get(site)
    if found is None:
        raise Problem(f"there is no site {site}. Sites: {', '.join(organisation.sites)}")
    return found.org

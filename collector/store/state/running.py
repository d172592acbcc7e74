"""Which machines of a site run, and which fell silent: by when they were last heard from."""

from __future__ import annotations

from sqlalchemy import Connection, select

from collector.judge.verdict import BREACH
from collector.outage import Heard, Outage, under_way
from collector.store.state.fleet import Lens, in_use
from collector.store.state.schema import asset, verdict


def heard(connection: Connection, site: str, since: int) -> list[Heard]:
    """The machines of a site that were heard from since a moment (UTC s)."""
    here = (asset.c.site == site) & (asset.c.state == "in_use") & (asset.c.last_seen >= since)
    query = select(asset.c.host, asset.c.kind, asset.c.last_seen).where(here)
    return [Heard(*row) for row in connection.execute(query)]


def outages(connection: Connection, lens: Lens) -> list[Outage]:
    """The sites a reader may see of which most fell silent together, and still are."""
    broken = verdict.c.rule.in_(lens.presence) & (verdict.c.status == BREACH)
    query = (
        select(asset.c.site, asset.c.org, asset.c.last_seen)
        .select_from(verdict.join(asset, asset.c.id == verdict.c.asset))
        .where(in_use(lens), broken)
        .order_by(asset.c.org, asset.c.site)
    )
    rows = [(row.site, row.org, row.last_seen) for row in connection.execute(query)]
    return under_way(rows, lambda site, since: heard(connection, site, since))

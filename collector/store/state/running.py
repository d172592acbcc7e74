"""Which machines of a site were running: by when they were heard from last."""

from __future__ import annotations

from sqlalchemy import Connection, select

from collector.store.state.schema import asset


def last_seen_at(connection: Connection, site: str, since: int) -> list[int]:
    """When each machine of a site was last heard from, where that is since a moment (UTC s)."""
    here = (asset.c.site == site) & (asset.c.state == "in_use") & (asset.c.last_seen >= since)
    return list(connection.scalars(select(asset.c.last_seen).where(here)))

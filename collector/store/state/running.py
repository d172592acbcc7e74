"""The machines of each site, with when they were last heard from; and the sites that are dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from collector.outage import Machine, Outage, in_order
from collector.store.state.fleet import Lens
from collector.store.state.schema import asset, outage

_COLUMNS = [asset.c[name] for name in ("id", "host", "kind", "last_seen", "stopped")]
Sites = dict[tuple[str, str], list[Machine]]
"""(site, council) -> its machines."""


def by_site(connection: Connection, since: int) -> Sites:
    """The machines in use that were heard from since a moment (UTC s)."""
    here = (asset.c.state == "in_use") & (asset.c.last_seen >= since)
    found: Sites = {}
    for row in connection.execute(select(asset.c.site, asset.c.org, *_COLUMNS).where(here)):
        found.setdefault((row.site, row.org), []).append(Machine(*row[2:]))
    return found


def of(connection: Connection, ids: Sequence[str]) -> list[Machine]:
    """Those of these machines that are in use."""
    here = (asset.c.state == "in_use") & asset.c.id.in_(ids)
    return [Machine(*row) for row in connection.execute(select(*_COLUMNS).where(here))]


def outages(connection: Connection, lens: Lens) -> list[Outage]:
    """The sites a reader may see that are dark now, each with the machines that still are."""
    query = select(outage).where(outage.c.ended.is_(None)).order_by(outage.c.org, outage.c.site)
    mine = [row for row in connection.execute(query) if lens.scope.covers(row.org)]
    return [outage_now(connection, row) for row in mine]


def outage_now(connection: Connection, row: Any) -> Outage:
    """An outage in a row, with those of its machines that are still silent."""
    silent = [one for one in of(connection, row.machines) if one.heard <= row.since]
    hosts = tuple(machine.host for machine in in_order(silent))
    return Outage(row.site, row.org, len(hosts), row.running, row.since, hosts)

"""What a machine calls itself now.

Its name here is frozen once given, for its time series bear it; so a machine that was renamed is
listed by its first name, and found by the present one too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from collector.organisation.scope import Scope
from collector.store.state.assets import MERGED
from collector.store.state.fleet import covered
from collector.store.state.schema import asset, fact
from collector.words.plain import plain

HOSTNAME: ColumnElement[str] = (
    select(fact.c.content["hostname"].as_string())
    .where(fact.c.asset == asset.c.id, fact.c.section == "os")
    .correlate(asset)
    .scalar_subquery()
)
"""What the system of an asset says it is called, in a query over `asset`."""


def otherwise(asset_id: str, host: str, hostname: str | None) -> str | None:
    """What a machine calls itself, if that is not its name here.

    Of machines with one name the later have their id behind it: so they are told apart, no more.
    """
    now, here = plain(str(hostname or "")), host.removesuffix(f"~{asset_id}")
    return now if now and now.lower() != here.lower() else None


def present(connection: Connection, scope: Scope, asset_id: str) -> str | None:
    """What an asset calls itself, if otherwise; None too where the reader may not see it."""
    return every(connection, scope, asset.c.id == asset_id).get(asset_id)


def every(
    connection: Connection, scope: Scope, which: ColumnElement[bool] | None = None
) -> dict[str, str]:
    """Each asset that calls itself otherwise, and how."""
    query = select(asset.c.id, asset.c.host, HOSTNAME).where(covered(scope))
    rows = connection.execute(query if which is None else query.where(which))
    told = {asset_id: otherwise(asset_id, *names) for asset_id, *names in rows}
    return {asset_id: name for asset_id, name in told.items() if name}


def answering(connection: Connection, name: str) -> list[Any]:
    """The assets that answer to a name, which has no case. For the command line.

    Who has the name here and bears it still has it alone: the others' names tell them apart.
    """
    has, says = _same(asset.c.host, name), _same(HOSTNAME, name) & (asset.c.state != MERGED)
    query = select(asset, HOSTNAME.label("hostname"), has.label("has")).where(or_(has, says))
    rows = list(connection.execute(query.order_by(asset.c.host)))
    moved = {row.id for row in rows if otherwise(row.id, row.host, row.hostname)}
    if any(row.has and row.id not in moved for row in rows):
        return [row for row in rows if row.has or row.id in moved]
    return rows


def _same(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    return func.lower(column) == func.lower(name)

"""What pages read of one asset besides its standing: facts, agents, events, probes. In scope."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from collector.organisation.scope import Scope
from collector.store.state import aliases, voices
from collector.store.state.fleet import covered
from collector.store.state.schema import agent, asset, event, fact, fact_history, probe_error


def facts(connection: Connection, scope: Scope, asset_id: str) -> dict[str, Any]:
    """Section -> its row: content, since when it is so, when it was last told."""
    return {row.section: row for row in connection.execute(_of(fact, scope, asset_id))}


def agents(connection: Connection, scope: Scope, asset_id: str) -> list[Any]:
    """The agents that speak for it, the newest first."""
    here = agent.c.id.in_(voices.hearing(connection, scope, asset_id).agents)
    return list(connection.execute(select(agent).where(here).order_by(agent.c.enrolled.desc())))


def events(connection: Connection, scope: Scope, asset_id: str, limit: int) -> list[Any]:
    """What happened to it, the newest first."""
    query = _past(connection, event, scope, asset_id).order_by(event.c.at.desc(), event.c.id.desc())
    return list(connection.execute(query.limit(limit)))


def failing(connection: Connection, scope: Scope, asset_id: str) -> list[Any]:
    """Its failing probes, by name."""
    query = _of(probe_error, scope, asset_id)
    return list(connection.execute(query.order_by(probe_error.c.probe)))


def changes(connection: Connection, scope: Scope, asset_id: str, limit: int) -> list[Any]:
    """Sections that changed: (section, until when they were as before), the newest first."""
    query = _past(connection, fact_history, scope, asset_id)
    query = query.order_by(fact_history.c.until.desc())
    return list(connection.execute(query.limit(limit)))


def changed(connection: Connection, scope: Scope, asset_id: str) -> int:
    """How often a section of its facts changed."""
    query = _past(connection, fact_history, scope, asset_id).subquery()
    return connection.scalar(select(func.count()).select_from(query)) or 0


def _of(table: Table, scope: Scope, asset_id: str) -> Select[Any]:
    return (
        select(table)
        .select_from(table.join(asset, asset.c.id == table.c.asset))
        .where(covered(scope), asset.c.id == asset_id)
    )


def _past(connection: Connection, table: Table, scope: Scope, asset_id: str) -> Select[Any]:
    """Rows of an asset and of those that are it by now; what a reader may see of it, is seen."""
    ids = aliases.family(connection, asset_id)
    seen = select(asset.c.id).where(covered(scope), asset.c.id == asset_id).exists()
    return select(table).where(table.c.asset.in_(ids), seen)

"""Which agents are bound to which asset, and which of them are there now."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from collector.store.state.agents import set_asset
from collector.store.state.schema import agent


class Living(NamedTuple):
    """An agent that was heard of a short while ago, and its newest boot."""

    id: str
    boot: str | None
    last_seen: int
    enrolled: int


def live(connection: Connection, asset_id: str, since: int) -> list[Living]:
    """The agents of an asset that were heard of since a moment and are not revoked."""
    here = (agent.c.asset == asset_id) & agent.c.revoked.is_(None)
    columns = [agent.c[name] for name in Living._fields]
    rows = connection.execute(select(*columns).where(here, agent.c.last_seen > since))
    return [Living(*row) for row in rows]


def bound_to(connection: Connection, asset_id: str) -> list[str]:
    """The agents that are bound to an asset."""
    return list(connection.scalars(select(agent.c.id).where(agent.c.asset == asset_id)))


def rebind(connection: Connection, ids: list[str], asset_id: str) -> list[str]:
    """Bind agents to another asset; which."""
    for agent_id in ids:
        set_asset(connection, agent_id, asset_id)
    return ids


def is_bound(connection: Connection, asset_id: str) -> bool:
    """Whether an agent that is not revoked is bound to an asset."""
    here = (agent.c.asset == asset_id) & agent.c.revoked.is_(None)
    return connection.execute(select(agent.c.id).where(here).limit(1)).first() is not None

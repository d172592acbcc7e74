"""Which machine speaks by an agent whose identity was copied: told by the boot it speaks from.

Only agents that several machines have are here; a boot from which several spoke tells nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from collector.organisation.scope import Scope
from collector.store.state.fleet import covered
from collector.store.state.schema import agent, asset, held, voice

Boot = tuple[str, str]
"""An agent's id and the id of one of its boots."""


def of(connection: Connection, agent_id: str) -> dict[str, list[str]]:
    """Boot -> the assets that spoke from it; empty for an agent that one machine alone has."""
    rows = connection.execute(select(voice.c.boot, voice.c.asset).where(voice.c.agent == agent_id))
    found: dict[str, list[str]] = {}
    for boot, asset_id in rows:
        found.setdefault(boot, []).append(asset_id)
    return found


def assign(connection: Connection, agent_id: str, boot: str, asset_id: str, now: int) -> None:
    """An asset spoke from a boot."""
    if asset_id not in of(connection, agent_id).get(boot, ()):
        values = {"agent": agent_id, "boot": boot, "asset": asset_id, "since": now}
        connection.execute(insert(voice).values(**values))


def hold(connection: Connection, agent_id: str, boot: str, now: int) -> bool:
    """Count a batch of which nobody can tell whose it is; whether it is the boot's first."""
    here = (held.c.agent == agent_id) & (held.c.boot == boot)
    more = update(held).where(here).values(batches=held.c.batches + 1)
    if connection.execute(more).rowcount:
        return False
    values = {"agent": agent_id, "boot": boot, "batches": 1, "since": now}
    connection.execute(insert(held).values(**values))
    return True


def waiting(connection: Connection) -> list[Any]:
    """Agents with batches of which nobody can tell whose they are: id, site, hostname, batches."""
    total = func.sum(held.c.batches).label("batches")
    query = (
        select(agent.c.id, agent.c.site, agent.c.hostname, total)
        .select_from(held.join(agent, agent.c.id == held.c.agent))
        .group_by(agent.c.id, agent.c.site, agent.c.hostname)
    )
    return list(connection.execute(query.order_by(agent.c.hostname)))


def agents_of(connection: Connection, asset_id: str) -> list[str]:
    """The agents that speak for an asset: bound to it, or by some of their boots."""
    bound = select(agent.c.id).where(agent.c.asset == asset_id)
    spoke = select(voice.c.agent).where(voice.c.asset == asset_id)
    return sorted({*connection.scalars(bound), *connection.scalars(spoke)})


class Hearing(NamedTuple):
    """By which agents an asset is heard: those `bound` to it, and others by some of their boots.

    `ours` are boots that are the asset's, `others` those of other assets, or nobody's.
    """

    agents: list[str]
    bound: frozenset[str]
    ours: frozenset[Boot]
    others: frozenset[Boot]

    def of_it(self, agent_id: str, boot: str) -> bool:
        """Whether what came from a boot is the asset's."""
        one = (agent_id, boot)
        return one in self.ours or (agent_id in self.bound and one not in self.others)


def hearing(connection: Connection, scope: Scope, asset_id: str) -> Hearing:
    """By what an asset is heard; by nothing, for a reader who may not see it."""
    shown = select(asset.c.id).where(covered(scope), asset.c.id == asset_id)
    if connection.scalar(shown) is None:
        return Hearing([], frozenset(), frozenset(), frozenset())
    return _hearing(connection, asset_id)


def _hearing(connection: Connection, asset_id: str) -> Hearing:
    agents = agents_of(connection, asset_id)
    spoke = {(a, boot): assets for a in agents for boot, assets in of(connection, a).items()}
    ours = frozenset(boot for boot, assets in spoke.items() if assets == [asset_id])
    rows = connection.execute(select(held.c.agent, held.c.boot).where(held.c.agent.in_(agents)))
    nobodys = {(row.agent, row.boot) for row in rows}
    bound = select(agent.c.id).where(agent.c.asset == asset_id)
    others = (spoke.keys() | nobodys) - ours
    return Hearing(agents, frozenset(connection.scalars(bound)), ours, frozenset(others))


def boots_of(connection: Connection, asset_id: str) -> list[Boot]:
    """The boots that an asset spoke from by agents that others have too."""
    rows = connection.execute(select(voice.c.agent, voice.c.boot).where(voice.c.asset == asset_id))
    return [(row.agent, row.boot) for row in rows]


def hand_over(connection: Connection, boots: list[Boot], old: str, new: str, now: int) -> None:
    """What one asset spoke from these boots, another did."""
    for agent_id, boot in boots:
        here = (voice.c.agent == agent_id) & (voice.c.boot == boot) & (voice.c.asset == old)
        connection.execute(delete(voice).where(here))
        assign(connection, agent_id, boot, new, now)


def forget_alone(connection: Connection, asset_id: str) -> None:
    """Agents that by now speak for this one asset alone are agents like any other."""
    for agent_id in connection.scalars(select(agent.c.id).where(agent.c.asset == asset_id)).all():
        spoken = {one for assets in of(connection, agent_id).values() for one in assets}
        if spoken <= {asset_id}:
            for table in (voice, held):
                connection.execute(delete(table).where(table.c.agent == agent_id))

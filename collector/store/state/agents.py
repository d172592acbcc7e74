"""Agents: who may speak, for which asset, and what they are asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select, update

from collector.store.state.schema import agent

_ASKED_EVERY, _ANSWERED = 3600, 60
"""Seconds between two askings for facts, and until an answer has surely carried one."""


class Agent(NamedTuple):
    """One agent, as the hot path needs it."""

    id: str
    asset: str | None
    secret_hash: str
    site: str
    revoked: int | None
    want_facts: bool
    previous: str
    hostname: str
    last_seen: int | None
    asked: int | None
    enrolled: int
    boot: str | None
    began: int | None


_ONE = select(*(agent.c[name] for name in Agent._fields)).where(agent.c.id == bindparam("one"))
"""Made once: every batch asks it."""


def find(connection: Connection, agent_id: str) -> Agent | None:
    """An agent by its id."""
    row = connection.execute(_ONE, {"one": agent_id}).first()
    return Agent(*row) if row else None


def any_there(connection: Connection) -> bool:
    """Whether any agent was ever enrolled."""
    return connection.execute(select(agent.c.id).limit(1)).first() is not None


def add(connection: Connection, values: dict[str, Any]) -> None:
    """A newly enrolled agent."""
    connection.execute(insert(agent).values(**values, want_facts=False))


def is_unheard(connection: Connection, agent_id: str, code_id: int, since: int) -> bool:
    """Whether an agent was enrolled with this code after a moment, and has not spoken yet."""
    silent = agent.c.last_seen.is_(None) & agent.c.revoked.is_(None)
    here = (agent.c.id == agent_id) & (agent.c.code == code_id) & (agent.c.enrolled > since)
    return connection.execute(select(agent.c.id).where(here, silent)).first() is not None


def set_secret(connection: Connection, agent_id: str, secret_hash: str) -> None:
    """Give an agent another secret."""
    connection.execute(update(agent).where(agent.c.id == agent_id).values(secret_hash=secret_hash))


def set_asset(connection: Connection, agent_id: str, asset_id: str | None) -> None:
    """Say which asset an agent speaks for; None: its next batch decides."""
    connection.execute(update(agent).where(agent.c.id == agent_id).values(asset=asset_id))


def seen(connection: Connection, one: Agent, at: int, boot: str, began: float | None) -> None:
    """An agent was heard of, from a boot that began then; never earlier than it was before."""
    values: dict[str, Any] = {"last_seen": max(at, one.last_seen or 0)}
    if began is not None and boot != one.boot and began >= (one.began or 0):
        values |= {"boot": boot, "began": int(began)}
    connection.execute(update(agent).where(agent.c.id == one.id).values(**values))


def ask(connection: Connection, one: Agent, now: int, *, again: bool = False) -> None:
    """Facts are missing: ask for all of them, once an hour at most (or now, with `again`).

    Asked and not told, an agent cannot tell them: asked with each answer, it would send them with
    each batch.
    """
    values: dict[str, Any] = {}
    if again or one.asked is None or now - one.asked >= _ASKED_EVERY:
        values = {"want_facts": True, "asked": now}
    elif one.want_facts and now - one.asked >= _ANSWERED:
        values = {"want_facts": False}
    if values:
        connection.execute(update(agent).where(agent.c.id == one.id).values(**values))


def told(connection: Connection, agent_id: str) -> None:
    """An agent told facts: it need not be asked for them any more."""
    here = (agent.c.id == agent_id) & agent.c.want_facts
    connection.execute(update(agent).where(here).values(want_facts=False))


def want_facts(connection: Connection, agent_id: str) -> None:
    """Ask an agent for all its facts with its next answer."""
    connection.execute(update(agent).where(agent.c.id == agent_id).values(want_facts=True))


def want_all_facts(connection: Connection) -> None:
    """Ask every agent for all its facts."""
    connection.execute(update(agent).values(want_facts=True))


def revoke(connection: Connection, start: str, now: int) -> list[str]:
    """Revoke the agents whose id begins with `start`; their ids."""
    begins = agent.c.id.startswith(start, autoescape=True)
    found = select(agent.c.id).where(begins, agent.c.revoked.is_(None))
    ids = list(connection.scalars(found))
    connection.execute(update(agent).where(agent.c.id.in_(ids)).values(revoked=now))
    return ids


def listed(connection: Connection) -> list[Any]:
    """All agents, the newest first."""
    return list(connection.execute(select(agent).order_by(agent.c.enrolled.desc())))

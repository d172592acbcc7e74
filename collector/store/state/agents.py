"""Agents, their enrolment codes and every try to enrol."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from collector.store.state.schema import agent, enrol_code, enrolment, refusal

ENROLLED = "enrolled"
"""The outcome of a try that was let in."""
_KEPT = 1000
"""Refusals and failed enrolments that are kept for the page."""


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


def find(connection: Connection, agent_id: str) -> Agent | None:
    """An agent by its id."""
    columns = [agent.c[name] for name in Agent._fields]
    row = connection.execute(select(*columns).where(agent.c.id == agent_id)).first()
    return Agent(*row) if row else None


def any_there(connection: Connection) -> bool:
    """Whether any agent was ever enrolled."""
    return connection.execute(select(agent.c.id).limit(1)).first() is not None


def add(connection: Connection, values: dict[str, Any]) -> None:
    """A newly enrolled agent."""
    connection.execute(insert(agent).values(**values, want_facts=False))


def set_asset(connection: Connection, agent_id: str, asset_id: str) -> None:
    """Say which asset an agent speaks for."""
    connection.execute(update(agent).where(agent.c.id == agent_id).values(asset=asset_id))


def seen(connection: Connection, agent_id: str, at: int, *, told: bool) -> None:
    """An agent was heard of; if it `told` facts, it need not be asked for them any more."""
    values: dict[str, Any] = {"last_seen": at, **({"want_facts": False} if told else {})}
    connection.execute(update(agent).where(agent.c.id == agent_id).values(**values))


def live(connection: Connection, asset_id: str, since: int) -> list[str]:
    """The agents of an asset that were heard of since a moment and are not revoked."""
    here = (agent.c.asset == asset_id) & agent.c.revoked.is_(None)
    return list(connection.scalars(select(agent.c.id).where(here, agent.c.last_seen > since)))


def is_replaced(connection: Connection, agent_id: str, others: list[str]) -> bool:
    """Whether one of the others enrolled later."""
    enrolled = select(agent.c.enrolled).where(agent.c.id == agent_id).scalar_subquery()
    later = select(agent.c.id).where(agent.c.id.in_(others), agent.c.enrolled > enrolled)
    return connection.execute(later).first() is not None


def want_facts(connection: Connection, agent_id: str) -> None:
    """Ask an agent for all its facts with its next answer."""
    connection.execute(update(agent).where(agent.c.id == agent_id).values(want_facts=True))


def want_all_facts(connection: Connection) -> None:
    """Ask every agent for all its facts."""
    connection.execute(update(agent).values(want_facts=True))


def revoke(connection: Connection, start: str, now: int) -> list[str]:
    """Revoke the agents whose id begins with `start`; their ids."""
    found = select(agent.c.id).where(agent.c.id.startswith(start), agent.c.revoked.is_(None))
    ids = list(connection.scalars(found))
    connection.execute(update(agent).where(agent.c.id.in_(ids)).values(revoked=now))
    return ids


def listed(connection: Connection) -> list[Any]:
    """All agents, the newest first."""
    return list(connection.execute(select(agent).order_by(agent.c.enrolled.desc())))


def add_code(connection: Connection, values: dict[str, Any]) -> int:
    """A new enrolment code; its id."""
    result = connection.execute(insert(enrol_code).values(**values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def code_by_hash(connection: Connection, token_hash: str) -> Any | None:
    """The code with this token."""
    return connection.execute(
        select(enrol_code).where(enrol_code.c.token_hash == token_hash)
    ).first()


def use_code(connection: Connection, code_id: int) -> bool:
    """Count one use; False if none was left (of two at once, one wins)."""
    limited = (enrol_code.c.id == code_id) & enrol_code.c.uses_left.is_not(None)
    if connection.scalar(select(enrol_code.c.uses_left).where(enrol_code.c.id == code_id)) is None:
        return True
    done = connection.execute(
        update(enrol_code)
        .where(limited, enrol_code.c.uses_left > 0)
        .values(uses_left=enrol_code.c.uses_left - 1)
    )
    return done.rowcount == 1


def live_codes(connection: Connection, now: int) -> list[Any]:
    """Codes that can still be used, the newest first."""
    live = (enrol_code.c.expires > now) & enrol_code.c.revoked.is_(None)
    some = enrol_code.c.uses_left.is_(None) | (enrol_code.c.uses_left > 0)
    return list(
        connection.execute(select(enrol_code).where(live, some).order_by(enrol_code.c.id.desc()))
    )


def revoke_code(connection: Connection, code_id: int, now: int) -> bool:
    """Make a code useless; whether there was one."""
    done = connection.execute(
        update(enrol_code)
        .where(enrol_code.c.id == code_id, enrol_code.c.revoked.is_(None))
        .values(revoked=now)
    )
    return done.rowcount == 1


def note_enrolment(connection: Connection, values: dict[str, Any]) -> None:
    """Record one try to enrol; the oldest failed ones beyond a bound go."""
    result = connection.execute(insert(enrolment).values(**values))
    newest = int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one
    old = (enrolment.c.id <= newest - _KEPT) & (enrolment.c.outcome != ENROLLED)
    connection.execute(enrolment.delete().where(old))


def tries_since(connection: Connection, address: str, since: int) -> dict[str, int]:
    """Outcome -> how many tries from an address ended so."""
    columns = (enrolment.c.outcome, func.count())
    recent = (enrolment.c.address == address) & (enrolment.c.at > since)
    query = select(*columns).where(recent).group_by(enrolment.c.outcome)
    return {str(outcome): int(count) for outcome, count in connection.execute(query)}


def enrolments(connection: Connection, limit: int) -> list[Any]:
    """The newest tries to enrol."""
    return list(connection.execute(select(enrolment).order_by(enrolment.c.id.desc()).limit(limit)))


def note_refusal(connection: Connection, values: dict[str, Any]) -> None:
    """Record a batch that was not accepted; the oldest beyond a bound go."""
    result = connection.execute(insert(refusal).values(**values))
    newest = int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one
    connection.execute(refusal.delete().where(refusal.c.id <= newest - _KEPT))


def refusals(connection: Connection, since: int, limit: int) -> list[Any]:
    """The newest refusals since a moment."""
    found = select(refusal).where(refusal.c.at >= since).order_by(refusal.c.id.desc())
    return list(connection.execute(found.limit(limit)))

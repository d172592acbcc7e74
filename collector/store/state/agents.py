"""Agents, their enrolment codes and every try to enrol."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from collector.store.state.schema import agent, enrol_code, enrolment

ENROLLED = "enrolled"
"""The outcome of a try that was let in."""
_ASKED_EVERY, _ANSWERED = 3600, 60
"""Seconds between two askings for facts, and until an answer has surely carried one."""
_KEPT = 1000
"""Failed enrolments that are kept for the page."""


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


def is_noted(connection: Connection, agent_id: str) -> bool:
    """Whether it is noted that this agent was enrolled."""
    here = (enrolment.c.agent == agent_id) & (enrolment.c.outcome == ENROLLED)
    return connection.execute(select(enrolment.c.id).where(here)).first() is not None


def enrolments(connection: Connection, limit: int) -> list[Any]:
    """The newest tries to enrol."""
    return list(connection.execute(select(enrolment).order_by(enrolment.c.id.desc()).limit(limit)))

"""Enrolment codes, and every try to enrol."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from collector.store.state.schema import enrol_code, enrolment

ENROLLED = "enrolled"
"""The outcome of a try that was let in."""
_KEPT = 1000
"""Failed enrolments that are kept for the page."""


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

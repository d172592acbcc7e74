"""Enrolment: the machines that come with a code, and the record of those that tried."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from collector import tokens
from collector.sources.push.intake import Newcomer, RefusedError
from collector.store.state import agents, codes
from collector.words.plain import plain

HOUR = 3600
_TRIES = 10
"""Codes that were never made, from one address in an hour: more is guessing, and not noted."""
_AGAIN = 24 * HOUR
"""Seconds within which a machine that never got its answer may ask again with the same code."""
_TOO_MANY = "too_many"
_UNKNOWN = "unknown_code"
_NEW_CODE = "make a new one on the page Add machines"


def good_code(connection: Connection, newcomer: Newcomer, now: int) -> Any:
    """The code a machine comes with. Raises RefusedError if it is not good now.

    A code cannot be guessed (144 random bits): who guesses is slowed for the sake of the record
    alone, and a right code is let in whoever else knocks from the same address.
    """
    code = codes.code_by_hash(connection, tokens.hashed(newcomer.token))
    if code is None:
        raise _guess(connection, newcomer, now)
    if code.revoked is not None:
        raise RefusedError(403, "revoked_code", f"this code was withdrawn; {_NEW_CODE}")
    if code.expires <= now:
        raise RefusedError(403, "expired_code", f"this code has run out; {_NEW_CODE}")
    return code


def _guess(connection: Connection, newcomer: Newcomer, now: int) -> RefusedError:
    tries = codes.tries_since(connection, newcomer.address, now - HOUR)
    if tries.get(_UNKNOWN, 0) >= _TRIES:
        return RefusedError(429, _TOO_MANY, "too many failed tries from this address", HOUR)
    return RefusedError(403, _UNKNOWN, "this code is not known here")


def admit(
    connection: Connection, newcomer: Newcomer, now: int, noted: int | None = None
) -> tuple[str, str]:
    """Enrol a machine: its (secret, site). Raises RefusedError; the caller notes it.

    `noted`: as of when, where our clock is in doubt: codes hold by what it says.

    Asked again by the same agent with the same code, before it has spoken: the answer was lost on
    its way, so it gets another secret, and the code is used once.
    """
    code = good_code(connection, newcomer, now)
    secret = tokens.made()
    if agents.is_unheard(connection, newcomer.agent, code.id, now - _AGAIN):
        agents.set_secret(connection, newcomer.agent, tokens.hashed(secret))
        return secret, str(code.site)
    if agents.find(connection, newcomer.agent) is not None:
        raise RefusedError(403, "known_agent", "this agent is enrolled already")
    if not codes.use_code(connection, code.id):
        raise RefusedError(403, "used_code", f"this code was used already; {_NEW_CODE}")
    _add(connection, newcomer, code, secret, now if noted is None else noted)
    return secret, str(code.site)


def _add(connection: Connection, newcomer: Newcomer, code: Any, secret: str, now: int) -> None:
    agents.add(
        connection,
        {
            "id": newcomer.agent,
            "secret_hash": tokens.hashed(secret),
            "site": str(code.site),
            "hostname": plain(newcomer.hostname),
            "version": plain(newcomer.version),
            "enrolled": now,
            "code": code.id,
            "previous": newcomer.previous,
        },
    )


def is_news(connection: Connection, newcomer: Newcomer, outcome: str, now: int) -> bool:
    """Whether a try tells more than what is noted already: knocking pushes nothing out of it.

    A machine is noted as enrolled once; that an address was stopped, once an hour; another failure
    of an address some times an hour.
    """
    if outcome == codes.ENROLLED:
        return not codes.is_noted(connection, newcomer.agent)
    earlier = codes.tries_since(connection, newcomer.address, now - HOUR).get(outcome, 0)
    return earlier < (1 if outcome == _TOO_MANY else _TRIES)


def note(
    connection: Connection,
    newcomer: Newcomer,
    site: str | None,
    outcome: str,
    reason: str,
    now: int,
) -> None:
    """Record a try, if it is news, so that the page Add machines can show it."""
    if not is_news(connection, newcomer, outcome, now):
        return
    codes.note_enrolment(
        connection,
        {
            "at": now,
            "agent": newcomer.agent,
            "hostname": plain(newcomer.hostname),
            "address": newcomer.address,
            "site": site,
            "outcome": outcome,
            "reason": reason,
        },
    )

"""Enrolment: codes that officers hand out, and the machines that come with them."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from hashlib import sha256

from sqlalchemy import Connection

from agent.enrol import PREFIX
from agent.link import split
from collector.organisation.chart import Organisation
from collector.plain import plain
from collector.problem import Problem
from collector.sources.push.intake import Newcomer, RefusedError
from collector.store.state import agents

HOUR = 3600
_LONGEST = 8760
"""Hours a code may hold: a year."""
_TRIES = 10
"""Failed tries from one address in an hour: more is guessing."""
_TOO_MANY = "too_many"
_NO_GUESS = (agents.ENROLLED, _TOO_MANY)


def make_code(
    connection: Connection,
    organisation: Organisation,
    *,
    site: str,
    uses: int | None,
    hours: int,
    by: str,
    now: int,
    address: str,
    fingerprint: str,
) -> str:
    """A code for a site: for `uses` machines (None: any number), for `hours`. Raises Problem."""
    _check(uses, hours, address)
    if site not in organisation.sites:
        known = ", ".join(organisation.sites)
        raise Problem(f"there is no site {site}. Sites: {known}")
    token = secrets.token_urlsafe(18)
    agents.add_code(
        connection,
        {
            "token_hash": hashed(token),
            "site": site,
            "uses_left": uses,
            "created": now,
            "expires": now + hours * HOUR,
            "created_by": by,
        },
    )
    parts = json.dumps({"a": address, "t": token, "f": fingerprint}, separators=(",", ":"))
    return PREFIX + base64.urlsafe_b64encode(parts.encode()).decode().rstrip("=")


def _check(uses: int | None, hours: int, address: str) -> None:
    if uses is not None and uses < 1:
        raise Problem("a code serves at least one machine")
    if not 1 <= hours <= _LONGEST:
        raise Problem(f"a code holds for 1 to {_LONGEST} hours")
    try:
        split(address)
    except ValueError as error:
        raise Problem(f"agents cannot reach the collector: {error}") from None


def hashed(secret: str) -> str:
    """How a token or an agent's secret is kept: both are long and random, so one SHA-256 does."""
    return sha256(secret.encode()).hexdigest()


def matches(secret: str, secret_hash: str) -> bool:
    """Whether a secret is the one that was hashed; takes the same time either way."""
    return hmac.compare_digest(hashed(secret), secret_hash)


def admit(connection: Connection, newcomer: Newcomer, now: int) -> tuple[str, str]:
    """Enrol a machine: its (secret, site). Raises RefusedError; the caller notes it."""
    tries = agents.tries_since(connection, newcomer.address, now - HOUR)
    if sum(n for outcome, n in tries.items() if outcome not in _NO_GUESS) >= _TRIES:
        raise RefusedError(429, _TOO_MANY, "too many failed tries from this address", HOUR)
    code = agents.code_by_hash(connection, hashed(newcomer.token))
    if code is None:
        raise RefusedError(403, "unknown_code", "this code is not known here")
    if code.revoked is not None:
        raise RefusedError(403, "revoked_code", "this code was withdrawn")
    if code.expires <= now:
        raise RefusedError(403, "expired_code", "this code has run out; ask for a new one")
    if agents.find(connection, newcomer.agent) is not None:
        raise RefusedError(403, "known_agent", "this agent is enrolled already")
    if not agents.use_code(connection, code.id):
        raise RefusedError(403, "used_code", "this code was used already; ask for a new one")
    return _add(connection, newcomer, code.id, str(code.site), now), str(code.site)


def _add(connection: Connection, newcomer: Newcomer, code_id: int, site: str, now: int) -> str:
    secret = secrets.token_urlsafe(32)
    agents.add(
        connection,
        {
            "id": newcomer.agent,
            "secret_hash": hashed(secret),
            "site": site,
            "hostname": plain(newcomer.hostname),
            "version": plain(newcomer.version),
            "enrolled": now,
            "code": code_id,
            "previous": newcomer.previous,
        },
    )
    return secret


def note(
    connection: Connection,
    newcomer: Newcomer,
    site: str | None,
    outcome: str,
    reason: str,
    now: int,
) -> None:
    """Record a try, so that the page Add machines can show it.

    One that was stopped is recorded once an hour: knocking pushes no other out of the record.
    """
    earlier = agents.tries_since(connection, newcomer.address, now - HOUR)
    if outcome == _TOO_MANY and _TOO_MANY in earlier:
        return
    agents.note_enrolment(
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

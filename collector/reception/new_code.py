"""A new enrolment code: what an officer hands out, for machines of one site.

It says where the collector is and which CA is its own, so that first contact cannot be hijacked.
"""

from __future__ import annotations

from sqlalchemy import Connection

from agent.delivery.enrol import Code, write_code
from agent.delivery.link import split
from collector import tokens
from collector.organisation.chart import Organisation
from collector.problem import Problem
from collector.store.state import codes

_HOUR = 3600
_CODE = 18
"""Random bytes of a code, which people copy: 144 bits."""
_LONGEST = 8760
"""Hours a code may hold: a year."""


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
    token = tokens.made(_CODE)
    codes.add_code(
        connection,
        {
            "token_hash": tokens.hashed(token),
            "site": site,
            "uses_left": uses,
            "created": now,
            "expires": now + hours * _HOUR,
            "created_by": by,
        },
    )
    return write_code(Code(address, token, fingerprint))


def _check(uses: int | None, hours: int, address: str) -> None:
    if uses is not None and uses < 1:
        raise Problem("a code serves at least one machine")
    if not 1 <= hours <= _LONGEST:
        raise Problem(f"a code holds for 1 to {_LONGEST} hours")
    try:
        split(address)
    except ValueError as error:
        raise Problem(f"agents cannot reach the collector: {error}") from None

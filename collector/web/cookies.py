"""The cookies that tokens travel in, and the tokens of forms, which are made from a cookie."""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any, Literal

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from collector import tokens

SESSION = "session"
FORM = "form"
"""The cookie that ties a form to the browser it was sent to, before anybody signed in."""
_SESSION_AGE = 7 * 86_400
_NONCE = 9
"""Random bytes that make each form's token another one."""


def form_token(seed: str, nonce: str = "") -> str:
    """The token a form carries, from the cookie of its browser; it does not betray the cookie.

    Another one each time: pages are compressed, and what never changes could be guessed from
    their length.
    """
    nonce = nonce or tokens.made(_NONCE)
    return f"{nonce}.{hmac.new(seed.encode(), nonce.encode(), sha256).hexdigest()}"


def is_form_token(sent: str, seed: str) -> bool:
    """Whether a form's token was made from this seed; takes the same time either way."""
    nonce = sent.partition(".")[0]
    return bool(nonce) and hmac.compare_digest(sent.encode(), form_token(seed, nonce).encode())


def name_of(connection: ASGIConnection[Any, Any, Any, Any], use: str, secure: bool) -> str:
    """The name of a cookie: with the port, for cookies of two collectors on one host are mixed."""
    port = connection.headers.get("host", "").rpartition(":")[2]
    name = f"mkaguzi-{use}-{port}" if port.isdigit() else f"mkaguzi-{use}"
    return f"__Host-{name}" if secure else name


def made(name: str, value: str, use: str, secure: bool) -> Cookie:
    """A cookie that scripts cannot read. A session is Lax, so that links in mail find it."""
    site: Literal["lax", "strict"] = "lax" if use == SESSION else "strict"
    return Cookie(
        key=name,
        value=value,
        path="/",
        httponly=True,
        secure=secure,
        samesite=site,
        max_age=_SESSION_AGE if use == SESSION else None,
    )


def session_expires(now: int) -> int:
    """When a session begun now ends, UTC s."""
    return now + _SESSION_AGE

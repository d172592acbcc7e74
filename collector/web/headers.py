"""The headers on every answer: what a page may load, and who may frame it (nobody)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LETTER = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}
"""For a mail's HTML as its reader sees it: its own styles, and nothing else; no scripts at all."""
_USUAL = {
    "content-security-policy": POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
_OVER_TLS = {"strict-transport-security": "max-age=31536000"}

Hook = Callable[[Message, Scope], Awaitable[None]]


def hook(secure: bool) -> Hook:
    """Puts the headers on whatever leaves, error pages too; what a handler set itself stays."""
    usual = {**_USUAL, **_OVER_TLS} if secure else _USUAL

    async def put(message: Message, _scope: Scope) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in usual.items():
                headers.setdefault(name, value)

    return put

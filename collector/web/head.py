"""HEAD wherever GET is: watchdogs and checkers of links ask so."""

from __future__ import annotations

from typing import Any

from litestar.types import ASGIApp, Receive, Send


def answering_head(app: ASGIApp) -> ASGIApp:
    """The app, to which HEAD is GET; the server leaves the body out, as HTTP has it (RFC 9110)."""

    async def asked(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        await app(scope, receive, send)

    return asked

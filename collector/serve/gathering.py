"""Sends what is written in one turn of the event loop together: an answer's head with its body.

Apart they are two packets on a thin link, and two records of TLS.
"""

from __future__ import annotations

import asyncio
from typing import Any


class Gathering:
    """A transport. All but writing and its end is the transport's own."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send it by the end of this turn."""
        if not self._parts:
            self._loop.call_soon(self._send)
        self._parts.append(data)

    def close(self) -> None:
        """Send what there is, and end."""
        self._send()
        self._transport.close()

    def abort(self) -> None:
        """End now."""
        self._parts.clear()
        self._transport.abort()

    def _send(self) -> None:
        whole = b"".join(self._parts)
        self._parts.clear()
        if whole:
            self._transport.write(whole)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

"""A request's body, within limits on the wire and unpacked: a bomb is stopped, a stall cut."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

import msgspec

from agent import wire
from collector.sources.push.intake import RefusedError

MAX_PACKED = 1 << 20
"""Bytes on the wire. A server with 5,000 programs, told whole, is a tenth of it."""
MAX_PLAIN = 4 << 20
"""Bytes unpacked."""
MAX_PARTS = 400_000
"""Values, rows and lists: what a body may become in memory, counted before it becomes that."""
MAX_ASKED = 16 << 10
"""Bytes of a machine that asks to be enrolled, packed or not: nobody has vouched for it yet."""
STALL = 60.0
"""Seconds a sender may be silent in the middle of a body, and by which it may be behind."""
SLOWEST = 100
"""Bytes a second that a sender must manage: a link that a whole site shares is thin."""


async def read(scope: Any, receive: Any, most: int) -> bytes:
    """The body as it came, of at most so many bytes. Raises RefusedError."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if not declared.isdigit() or int(declared) > most:
        raise RefusedError(413, "too_large", f"a body may have {most} bytes")
    parts: list[bytes] = []
    size, clock = 0, asyncio.get_running_loop().time
    begun = clock()
    while True:
        message = await _next(receive, begun + STALL + size / SLOWEST - clock())
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most:
            raise RefusedError(413, "too_large", f"a body may have {most} bytes")
        if not message.get("more_body"):
            return b"".join(parts)


async def _next(receive: Any, seconds: float) -> dict[str, Any]:
    try:
        message: dict[str, Any] = await asyncio.wait_for(receive(), min(STALL, seconds))
    except TimeoutError:
        why = f"the body came at less than {SLOWEST} bytes a second"
        raise RefusedError(408, "too_slow", why) from None
    if message["type"] == "http.disconnect":
        raise RefusedError(400, "cut", "the sender went away in the middle of the body")
    return message


def unpack(body: bytes, encoding: str, most: int) -> bytes:
    """The plain bytes of a body, at most so many. Raises RefusedError."""
    if encoding in ("", "identity"):
        return body
    if encoding != "deflate":
        raise RefusedError(
            415, "encoding", f"Content-Encoding {encoding!r} is not known; use deflate"
        )
    try:
        unpacker = wire.unpacker(body)
        plain = unpacker.decompress(body, most)
    except wire.UnknownTextError as error:
        raise RefusedError(
            501, "newer", f"{error}: the agent is newer than this collector"
        ) from None
    except zlib.error as error:
        raise RefusedError(400, "malformed", f"the body is no zlib stream: {error}") from None
    if unpacker.unconsumed_tail:
        raise RefusedError(413, "too_large", f"unpacked, a body may have {most} bytes")
    if not unpacker.eof:
        raise RefusedError(400, "malformed", "the body ends in the middle of its zlib stream")
    if unpacker.unused_data:
        raise RefusedError(400, "malformed", "the body goes on after its zlib stream")
    return plain


def parse(plain: bytes) -> Any:
    """The object in a JSON body. Raises RefusedError."""
    parts = sum(map(plain.count, (b"{", b"[", b",")))
    if parts > MAX_PARTS:
        many = f"a body may have at most {MAX_PARTS} values, rows and lists, not {parts}"
        raise RefusedError(413, "too_large", many)
    try:
        return msgspec.json.decode(plain)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise RefusedError(400, "malformed", f"the body is no JSON: {error}") from None

"""The agents' door: a raw ASGI app, for this is the hot path.

GET  /v1/ca      the CA's certificate, for first contact
POST /v1/enrol   a code's token for a secret of the agent's own
POST /v1/batch   one batch; 200 only once it is durable
GET  /healthz    whether the collector is up
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec

from agent.report import Batch
from agent.wire import MalformedError, decode
from collector.sources.push import body, heads
from collector.sources.push.allowance import Allowance
from collector.sources.push.intake import Delivery, Intake, Newcomer, RefusedError
from collector.sources.push.told import Told
from collector.sources.push.underway import UnderWay

KNOWN = "mkaguzi.agent"
"""Where a request's scope says which agent showed its secret: such a connection may be kept."""
_SMALL = 64 << 10
"""Bytes unpacked that are taken apart at once: a millisecond. More is done aside, one at a time."""
Made = TypeVar("Made")
Handler = Callable[[dict[str, str], Any, Any], Awaitable[dict[str, Any]]]


class Door:
    """The ASGI app over an Intake."""

    def __init__(self, intake: Intake, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: s, only ever forward."""
        self._intake = intake
        self._allowance = Allowance(clock)
        self._aside = ThreadPoolExecutor(1, "bodies")
        self._under_way = UnderWay()
        self._told = Told()
        self._routes: dict[tuple[str, str], Handler] = {
            ("GET", "/v1/ca"): self._ca,
            ("GET", "/healthz"): self._health,
            ("POST", "/v1/enrol"): self._enrol,
            ("POST", "/v1/batch"): self._batch,
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        try:
            handler = self._routes.get((scope["method"], scope["path"]))
            if handler is None:
                raise RefusedError(404, "unknown_path", "this is the agents' door of a collector")
            content = await handler(headers, scope, receive)
        except RefusedError as refused:
            self._count(headers, scope, refused)
            await _answer(send, refused.status, _said(refused), refused.retry_after)
        else:
            await _answer(send, 200, content)

    def _count(self, headers: dict[str, str], scope: Any, refused: RefusedError) -> None:
        if scope["path"] == "/v1/batch":
            known = scope.get(KNOWN)
            told = headers.get("authorization", "").removeprefix("Bearer ")[:32]
            agent = known or (told if heads.ID.fullmatch(told) else "")
            self._intake.refused(agent, heads.address(scope), refused, known=known is not None)

    async def _ca(self, _headers: dict[str, str], _scope: Any, _receive: Any) -> dict[str, Any]:
        return {"ca": self._intake.ca_pem()}

    async def _health(self, _headers: dict[str, str], _scope: Any, _receive: Any) -> dict[str, Any]:
        return {"time": self._intake.now()}

    async def _enrol(self, headers: dict[str, str], scope: Any, receive: Any) -> dict[str, Any]:
        packed = await body.read(scope, receive, body.MAX_ASKED)
        plain = body.unpack(packed, headers.get("content-encoding", ""), body.MAX_ASKED)
        asked = body.parse(plain)
        if not isinstance(asked, dict):
            raise RefusedError(400, "malformed", "an object is needed")
        told = {name: asked.get(name, "") for name in Newcomer._fields[:-1]}
        if not all(isinstance(text, str) and len(text) <= heads.TEXT for text in told.values()):
            raise RefusedError(
                400, "malformed", f"texts of at most {heads.TEXT} characters are needed"
            )
        if not heads.ID.fullmatch(told["agent"]):
            raise RefusedError(400, "malformed", "agent must be 32 hexadecimal digits")
        return await self._intake.enrol(Newcomer(**told, address=heads.address(scope)))

    async def _batch(self, headers: dict[str, str], scope: Any, receive: Any) -> dict[str, Any]:
        agent, secret = heads.credentials(headers)
        await self._intake.authenticate(agent, secret)
        scope[KNOWN] = agent
        with self._under_way.one_of(agent):
            said = await self._deliver(agent, headers, scope, receive)
        return self._told.news(agent, scope.get("client"), said)

    async def _deliver(
        self, agent: str, headers: dict[str, str], scope: Any, receive: Any
    ) -> dict[str, Any]:
        packed = await body.read(scope, receive, body.MAX_PACKED)
        encoding = headers.get("content-encoding", "")
        plain = body.unpack(packed, encoding, body.MAX_PLAIN)
        self._allowance.take(agent, len(plain))
        batch = await self._made_of(plain, _batch_in)
        if batch.agent != agent:
            raise RefusedError(400, "malformed", "the batch speaks for another agent")
        sent = heads.clock(headers.get("mkaguzi-clock", "")) or batch.clock
        kept = packed if encoding == "deflate" else await self._made_of(plain, zlib.compress)
        return await self._intake.accept(Delivery(batch, sent, self._intake.now(), kept))

    async def _made_of(self, plain: bytes, work: Callable[[bytes], Made]) -> Made:
        """What is made of a body; a large one holds nobody else up."""
        if len(plain) <= _SMALL:
            return work(plain)
        return await asyncio.get_running_loop().run_in_executor(self._aside, work, plain)


def _batch_in(plain: bytes) -> Batch:
    try:
        return decode(body.parse(plain))
    except MalformedError as error:
        raise RefusedError(400, "malformed", str(error)) from None


def _said(refused: RefusedError) -> dict[str, Any]:
    return {"error": refused.code, "message": refused.message, **refused.more}


async def _answer(
    send: Any, status: int, content: dict[str, Any], retry_after: int | None = None
) -> None:
    packed = msgspec.json.encode(content) if content else b""
    headers = [(b"content-length", str(len(packed)).encode())]
    if packed:
        headers.append((b"content-type", b"application/json"))
    if retry_after is not None:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": packed})

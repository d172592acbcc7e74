"""Pages and the agents' door: two listeners, one event loop. The only importer of uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from collector.serve.certificates import Certificate

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
_GRACE = 3
"""Seconds open requests have at a stop."""
_IDLE = 960
"""Seconds a kept connection may be silent: longer than a workstation's pause between batches."""


_GOODBYE = 0.3
"""Seconds a connection with nothing under way has to close by itself at a stop."""
_HEAD_SIZE = 65_536
"""Bytes a request's head, or the trailers of its body, may have."""
_HEAD_TIME = 60
"""Seconds a request's head may take, from the connection on for the first."""


class Listener(NamedTuple):
    """An ASGI app on a bound socket; over TLS where there is a certificate."""

    app: Any
    socket: socket.socket
    cert: Path | None = None
    key: Path | None = None
    idle: int = 30


class _Protocol(HttpToolsProtocol):
    """HTTP that a stranger cannot hold open, or fill, with a head that never ends."""

    def connection_made(self, transport: Any) -> None:
        """A connection, its TLS done."""
        super().connection_made(transport)
        self._idle_bytes = 0
        self._late = self.loop.call_later(_HEAD_TIME, transport.close)

    def data_received(self, data: bytes) -> None:
        """Count what is neither body nor a head that is whole."""
        self._idle_bytes += len(data)
        super().data_received(data)
        if self._idle_bytes > _HEAD_SIZE:
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._late.cancel()
        self._late = self.loop.call_later(_HEAD_TIME, self.transport.close)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._late.cancel()
        self._idle_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._idle_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """It is whole."""
        self._idle_bytes = 0
        super().on_message_complete()

    def shutdown(self) -> None:
        """We stop. An agent that keeps its connection does not hear TLS's goodbye, so it is cut."""
        super().shutdown()
        self.loop.call_later(_GOODBYE, self._cut)

    def _cut(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            self.loop.call_later(_GOODBYE, self._cut)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._late.cancel()
        super().connection_lost(exc)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: two servers would each take them."""
        yield


def _server(listener: Listener) -> _Server:
    config = uvicorn.Config(
        listener.app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        http=_Protocol,
        ssl_certfile=str(listener.cert) if listener.cert else None,
        ssl_keyfile=str(listener.key) if listener.key else None,
        ssl_ciphers=_CIPHERS,
        timeout_keep_alive=listener.idle,
        timeout_graceful_shutdown=_GRACE,
    )
    return _Server(config)


def agents_listener(app: Any, bound: socket.socket, cert: Path, key: Path) -> Listener:
    """The agents' door: TLS, connections kept between batches."""
    return Listener(app, bound, cert, key, _IDLE)


def serve(listeners: list[Listener], ready: Callable[[], None], leave: Callable[[], None]) -> bool:
    """Serve until SIGINT or SIGTERM; whether it was one of these that ended it.

    `ready` is called once all listen, `leave` before they stop. Both may block; a second signal
    does not wait for `leave`.
    """
    return asyncio.run(_serve(listeners, ready, leave))


async def _serve(
    listeners: list[Listener], ready: Callable[[], None], leave: Callable[[], None]
) -> bool:
    stop, now = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, lambda: now.set() if stop.is_set() else stop.set())
    servers = [_server(listener) for listener in listeners]
    tasks = [
        asyncio.create_task(server.serve(sockets=[listener.socket]))
        for server, listener in zip(servers, listeners, strict=True)
    ]
    while not all(server.started for server in servers) and not any(t.done() for t in tasks):
        await asyncio.sleep(0.01)
    if not any(task.done() for task in tasks):
        await asyncio.to_thread(ready)
        followers = [asyncio.create_task(one.follow()) for one in _certificates(servers, listeners)]
        await _either(stop.wait(), *tasks)
        for follower in followers:
            follower.cancel()
        await _either(asyncio.to_thread(leave), now.wait())
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)
    return stop.is_set()


def _certificates(servers: list[_Server], listeners: list[Listener]) -> Iterator[Certificate]:
    for server, listener in zip(servers, listeners, strict=True):
        if listener.cert is not None and listener.key is not None and server.config.ssl is not None:
            yield Certificate(server.config.ssl, listener.cert, listener.key)


async def _either(*waited: Any) -> None:
    """Until one of them is done."""
    tasks = [asyncio.ensure_future(one) for one in waited]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

"""Pages and the agents' door: two listeners, one event loop; with `protocol`, all of uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from agent.delivery.link import CIPHERS
from collector.serve.certificates import Certificate
from collector.serve.protocol import Config, Protocol
from collector.serve.turnstile import Turnstile

_GRACE = 10
"""Seconds a stop waits for requests whose senders are gone already: long after `PATIENCE`, for a
machine so busy that they take that long to end is no fault to log."""
_KNOWN_IDLE = 960
"""Seconds an agent's connection may be silent: longer than its pause between two batches."""
_TLS_BUFFER = 32 << 10
"""Bytes of buffer a connection has for TLS: two records. asyncio's own 256 KiB are for few."""
_IDLE = 15
"""Seconds any other connection may be silent between requests."""


class Listener(NamedTuple):
    """An ASGI app on a bound socket; over TLS where there is a certificate."""

    app: Any
    socket: Turnstile
    cert: Path | None = None
    key: Path | None = None


class _Server(uvicorn.Server):
    config: Config

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: two servers would each take them."""
        yield


def _server(listener: Listener) -> _Server:
    SSLProtocol.max_size = _TLS_BUFFER
    config = Config(
        listener.app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=listener.cert is None,  # an agent has no use for it, with each of its batches
        proxy_headers=False,  # who knocks is whom the socket says: a header could say anything
        ws="none",
        http=Protocol,
        ssl_certfile=str(listener.cert) if listener.cert else None,
        ssl_keyfile=str(listener.key) if listener.key else None,
        ssl_ciphers=CIPHERS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_GRACE,
    )
    config.turnstile, config.known_idle = listener.socket, _KNOWN_IDLE
    return _Server(config)


def serve(listeners: list[Listener], ready: Callable[[], None], leave: Callable[[], None]) -> bool:
    """Serve until SIGINT or SIGTERM; whether one came, and not a listener's end.

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
    certificates = list(_certificates(servers, listeners))
    tasks = [
        asyncio.create_task(server.serve(sockets=[listener.socket]))
        for server, listener in zip(servers, listeners, strict=True)
    ]
    while not all(server.started for server in servers) and not any(t.done() for t in tasks):
        await asyncio.sleep(0.01)
    if not any(task.done() for task in tasks):
        await asyncio.to_thread(ready)
        followers = [asyncio.create_task(one.follow()) for one in certificates]
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
        if listener.cert is not None and listener.key is not None:
            yield Certificate(server.config.context, listener.cert, listener.key)


async def _either(*waited: Any) -> None:
    """Until one of them is done."""
    tasks = [asyncio.ensure_future(one) for one in waited]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

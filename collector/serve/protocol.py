"""HTTP that a stranger cannot hold open, or fill, with what never ends."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from collector.serve.gathering import Gathering
from collector.serve.turnstile import Turnstile
from collector.sources.push.body import SLOWEST
from collector.sources.push.door import KNOWN

GOODBYE = 0.3
"""Seconds a connection with nothing under way has to close by itself at a stop."""
PATIENCE = 2.5
"""Seconds a request under way has at a stop. Then its sender is gone, as far as we are concerned,
and whoever reads from it ends as for any that goes: uvicorn's own way, seconds later, is to cancel
it, with an error in the log."""
HEAD_SIZE = 65_536
"""Bytes a request's head, or the trailers of its body, may have."""
HEAD_TIME = 60
"""Seconds a request's head may take, from the connection on for the first."""


class Config(uvicorn.Config):
    """uvicorn's, and how long (s) a connection may be silent once it has shown who it is."""

    turnstile: Turnstile
    known_idle: int

    def load(self) -> None:
        """As uvicorn does; TLS from 1.2 on, which not every build of Python has by itself."""
        super().load()
        if self.ssl is not None:
            self.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
            self.ssl.num_tickets = 0  # to go on with one costs a thin link as much as to begin anew

    def context(self) -> ssl.SSLContext:
        """TLS as it is loaded from the certificate's files, now."""
        self.load()
        if self.ssl is None:
            raise ValueError("this listener has no certificate")
        return self.ssl


class Protocol(HttpToolsProtocol):
    """One connection."""

    config: Config

    def connection_made(self, transport: Any) -> None:
        """A connection, its TLS done."""
        gathering = cast("asyncio.Transport", Gathering(transport, self.loop))  # it does all of it
        super().connection_made(gathering)
        self._idle_bytes = self._drained = 0
        self._whole = True
        self._number = transport.get_extra_info("socket").fileno()
        self._late = self.loop.call_later(HEAD_TIME, transport.close)
        visitor = self.config.turnstile.visitor(self._number)
        stopping = self.config.turnstile.fileno() < 0
        if visitor is None or stopping:  # it must go already
            transport.abort()
        else:
            visitor.cut = transport.abort

    def data_received(self, data: bytes) -> None:
        """Count what is neither body nor a head that is whole."""
        self._idle_bytes += len(data)
        super().data_received(data)
        if self._idle_bytes > HEAD_SIZE:
            self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._wait(self.transport.close)
        self._whole = False
        self.config.turnstile.moved(self._number, known=False)
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._late.cancel()
        self._idle_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of its body."""
        self._idle_bytes = 0
        self._drained += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """It is whole."""
        self._late.cancel()
        self._idle_bytes = 0
        self._whole = True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """It is answered."""
        known = KNOWN in self.cycle.scope
        self.config.turnstile.moved(self._number, known=known)
        if known:
            self.timeout_keep_alive = self.config.known_idle
        super().on_response_complete()
        if not self._whole:
            self._drain()

    def _drain(self) -> None:
        """A sender hears its answer only after its whole body: it is read on, if it comes."""
        self._drained = 0
        self._wait(self._drain_on)

    def _drain_on(self) -> None:
        if self._drained < SLOWEST * HEAD_TIME:
            self.transport.close()
        else:
            self._drain()

    def _wait(self, then: Any) -> None:
        self._late.cancel()
        self._late = self.loop.call_later(HEAD_TIME, then)

    def shutdown(self) -> None:
        """We stop. An agent that keeps its connection does not hear TLS's goodbye, so it is cut."""
        super().shutdown()
        self.loop.call_later(GOODBYE, self._cut, self.loop.time() + PATIENCE)

    def _cut(self, last: float) -> None:
        idle = self.cycle is None or self.cycle.response_complete
        if idle or self.loop.time() >= last:
            self.transport.abort()
        else:
            self.loop.call_later(GOODBYE, self._cut, last)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is over."""
        self._late.cancel()
        super().connection_lost(exc)

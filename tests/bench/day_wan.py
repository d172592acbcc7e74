"""The simulated site's link: drops, the time an answer takes, and what each request weighed.

Connections are real and kept as the agent keeps them. While the link is down nothing is asked: an
agent that does waits as long as it would, by the simulated clock, and hears what it would hear.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from agent.delivery.http import Talk
from agent.delivery.link import TIMEOUT, Answer, Link, trusting
from agent.wire import unpacked

TURN = 0.5
"""Seconds that a question and its answer take on a thin link."""
HEADERS = 52
"""Bytes of IPv4's and TCP's headers with its timestamps. Source: RFC 791, 9293, 7323."""
_REPAIR = 19
"""TCP_REPAIR: a socket closed in it says no farewell. Source: linux/tcp.h."""


class Asked(NamedTuple):
    """One batch that was sent: when, by whom, when it was made, its number; what was answered."""

    at: float
    agent: str
    boot: str
    made: float
    seq: int
    status: int


class Tally:
    """Bytes by what they are for, over all connections that were closed or counted."""

    def __init__(self) -> None:
        self.handshakes = self.handshake_bytes = 0
        self.sent = self.heard = self.bodies = self.all = 0

    def told(self) -> dict[str, int]:
        """Each by its name."""
        return dict(vars(self))


class Wan:
    """The link of a site. `wire` lifts (True) or cuts (False) what is below it."""

    def __init__(self, ca: str, now: Callable[[], float], wire: Callable[[bool], None]) -> None:
        self.now, self._wire = now, wire
        self.is_up = True
        self.log: list[Asked] = []
        self.tally = Tally()
        self.trust = trusting(ca)
        self.trust.sslsocket_class = _counted_by(self.tally)

    def turn(self, *, up: bool) -> None:
        """It drops, or is back."""
        self.is_up = up
        self._wire(up)


class OverWan(Link):
    """One PC's connection. `pass_by` is told each simulated second that it costs."""

    def __init__(
        self, address: str, wan: Wan, clock: Callable[[], float], pass_by: Callable[[float], None]
    ) -> None:
        super().__init__(address, wan.trust)
        self._wan, self._clock, self._pass_by = wan, clock, pass_by

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        if not self._wan.is_up:
            self._pass_by(TIMEOUT)
            raise TimeoutError
        at = self._clock()
        self._pass_by(TURN if self._talk else 3 * TURN)
        answer = super()._ask(method, path, body, headers)
        self._wan.tally.bodies += len(body)
        self._wan.log.append(_asked(at, body, answer.status))
        return answer

    def lose(self) -> None:
        """As when the power goes: no farewell."""
        if self._talk is not None:
            with suppress(PermissionError):  # root alone may; else it says farewell
                _socket_of(self._talk).setsockopt(socket.IPPROTO_TCP, _REPAIR, 1)
            self.close()


def _asked(at: float, body: bytes, status: int) -> Asked:
    told = json.loads(unpacked(body))
    made = told["clock"]
    return Asked(at, told["agent"], made["boot"], made["wall"], told["seq"], status)


def _socket_of(talk: Talk) -> socket.socket:
    return talk._socket


def _counted_by(tally: Tally) -> type[ssl.SSLSocket]:
    class Counted(ssl.SSLSocket):
        """Counts what it says and hears, in plain and as packets."""

        def connect(self, address: Any) -> None:
            super().connect(address)
            tally.handshakes += 1
            tally.handshake_bytes += _packets(self)

        def sendall(self, data: Any, flags: int = 0) -> None:
            tally.sent += len(data)
            super().sendall(data, flags)

        def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
            count = super().recv_into(buffer, nbytes, flags)
            tally.heard += count
            return count

        def close(self) -> None:
            if self.fileno() >= 0:
                tally.all += _packets(self)
            super().close()

    return Counted


def _packets(connected: socket.socket) -> int:
    """Bytes that a connection took so far, IP's and TCP's headers in it, without its end.

    Source: struct tcp_info of linux/tcp.h: bytes acknowledged and received, segments out and in.
    """
    told = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 192)
    acked, received, out, into = struct.unpack_from("=QQII", told, 120)
    return int(acked + received + HEADERS * (out + into))

"""The way to the collector, step by step: where it ends is what a technician must mend."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from agent.delivery.link import SERVER_NAME, Link, LinkError, explain, split, trusting
from agent.delivery.tunnel import connected

_PATIENCE = 10.0


class Step(NamedTuple):
    """One step: how long it took (s), what came of it, or why the way ends here."""

    name: str
    seconds: float
    told: str
    error: str = ""


def steps(address: str, ca: str, proxy: str = "") -> Iterator[Step]:
    """Name, connection, TLS, answer; the first that fails is the last. A proxy knows the name."""
    host, port = split(address)
    if not proxy:
        known = yield from _tried("collector's name", address, lambda: _resolved(host, port))
        if known is None:
            return

    def plain() -> socket.socket:
        return connected(host, port, _PATIENCE, proxy)

    if (yield from _tried("connection", address, lambda: _opened(plain))) is None:
        return
    if (yield from _tried("TLS", address, lambda: _secured(plain, ca))) is not None:
        yield from _tried("collector's answer", address, lambda: _answered(address, ca, proxy))


def _tried(name: str, address: str, what: Callable[[], Any]) -> Any:
    begun = time.monotonic()
    try:
        found, told = what()
    except (OSError, ValueError, LinkError) as error:
        said = str(error) if isinstance(error, LinkError) else explain(error, address)
        yield Step(name, time.monotonic() - begun, "", said)
        return None
    yield Step(name, time.monotonic() - begun, told)
    return found if found is not None else True


def _resolved(host: str, port: int) -> tuple[Any, str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return found, f"{len(found)} addresses"


def _opened(plain: Callable[[], socket.socket]) -> tuple[Any, str]:
    plain().close()
    return True, "it answers"


def _secured(plain: Callable[[], socket.socket], ca: str) -> tuple[Any, str]:
    name = SERVER_NAME.encode()
    with plain() as near, trusting(ca).wrap_socket(near, server_hostname=name) as secure:
        return True, f"{secure.version()}, the certificate is our collector's, {_days(secure)}"


def _days(secure: ssl.SSLSocket) -> str:
    until = (secure.getpeercert() or {}).get("notAfter")
    left = ssl.cert_time_to_seconds(str(until)) - time.time()
    return f"good for {left / 86_400:.0f} days"


def _answered(address: str, ca: str, proxy: str) -> tuple[Any, str]:
    link = Link(address, trusting(ca), _PATIENCE, proxy)
    try:
        return True, f"status {link.request('GET', '/v1/ca').status}"
    finally:
        link.close()

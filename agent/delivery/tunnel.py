"""A connection to the collector, straight or through a proxy that passes it on unread.

Source: RFC 9110, 9.3.6, CONNECT. What goes through is TLS from end to end: the proxy sees nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TypeVar

Connecting = TypeVar("Connecting", bound=socket.socket)
_MOST = 16_384
"""Bytes of a proxy's answer."""


class ProxyError(OSError):
    """The proxy does not pass us on. The message says why."""


def connected(host: str, port: int, timeout: float, proxy: str = "") -> socket.socket:
    """To the first of the host's addresses that answers, or through the proxy. Raises OSError."""
    if not proxy:
        return first(host, port, lambda family: plain(family, timeout))
    near_host, _, near_port = proxy.rpartition(":")
    try:
        near = first(near_host.strip("[]"), int(near_port), lambda family: plain(family, timeout))
    except OSError as error:
        raise ProxyError(f"the proxy {proxy} is not reached: {error.strerror or error}") from None
    try:
        _ask(near, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", proxy)
    except OSError:
        near.close()
        raise
    return near


def first(host: str, port: int, make: Callable[[int], Connecting]) -> Connecting:
    """The first of the host's addresses that answers, by a socket `make` makes for its family."""
    failure = OSError("it has no address")
    for family, _, _, _, address in socket.getaddrinfo(_named(host), port, 0, socket.SOCK_STREAM):
        one = make(family)
        try:
            one.connect(address)
        except OSError as error:
            one.close()
            failure = error
        else:
            return one
    raise failure


def plain(family: int, timeout: float) -> socket.socket:
    """A socket that is not connected yet."""
    made = socket.socket(family, socket.SOCK_STREAM)
    made.settimeout(timeout)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _named(host: str) -> str | bytes:
    """A name as the wire has it: to make letters into that, Python loads a megabyte of tables."""
    return host.encode() if host.isascii() else host


def _ask(near: socket.socket, towards: str, proxy: str) -> None:
    """Have it pass us on: what it says before it does is read byte by byte, for TLS follows."""
    near.sendall(f"CONNECT {towards} HTTP/1.1\r\nHost: {towards}\r\n\r\n".encode("ascii"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        part = near.recv(1)
        if not part or len(answer) >= _MOST:
            raise ProxyError(f"the proxy {proxy} hung up, or is none")
        answer += part
    status = answer.partition(b"\r\n")[0].decode("latin-1")
    if status[9:12] != "200":
        raise ProxyError(f"the proxy {proxy} does not let us through: {status[9:80]}")

"""Listening: the port that is set, or, where that may be, the next free one."""

from __future__ import annotations

import socket

from collector.problem import Problem

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_TRIED = 50


class PortError(Problem):
    """The port cannot be had. The message says which, why, and what to do."""


def split(address: str) -> tuple[str, int]:
    """`host:port` or `[v6]:port`. Raises PortError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise PortError(f"{address!r} is no address: write it as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach it."""
    host, _ = split(address)
    return host in LOOPBACK or host.startswith("127.")


def listen(address: str, setting: str, *, or_next: bool = False) -> socket.socket:
    """A listening socket on `address`; with `or_next`, on a port above it where that is taken.

    Raises PortError, naming the `setting` to change.
    """
    host, port = split(address)
    last = min(port + _TRIED, 65_535) if or_next and port else port
    for number in range(port, last + 1):
        try:
            return _bind(host, number)
        except OSError as error:
            reason = error.strerror or str(error)
    raise PortError(f"cannot listen on {address}: {reason}. Change {setting} in mkaguzi.toml.")


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio does not know that it may send at once (TCP_NODELAY): 40 ms an answer.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
        bound.listen(1024)
    except OSError:
        bound.close()
        raise
    return bound


def port_of(bound: socket.socket) -> int:
    """The port a socket got."""
    return int(bound.getsockname()[1])


def reached_at(address: str, port: int) -> str:
    """How others reach what listens on `address`, as far as this machine can tell: host:port."""
    host, _ = split(address)
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        host = _own_address()
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _own_address() -> str:
    """The address of the way out; connecting a datagram socket sends nothing (RFC 5737 net)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:  # no way out: no network yet
            return socket.gethostname()

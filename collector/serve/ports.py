"""Listening: the port that is set, or, where that may be, the next free one."""

from __future__ import annotations

import socket

from collector.folder.address import split
from collector.problem import Problem
from collector.serve.turnstile import Turnstile

TRIED = 50
"""Ports above the one that is set which `or_next` tries."""


class PortError(Problem):
    """The port cannot be had. The message says which, why, and what to do."""


def listen(
    address: str, setting: str, *, or_next: bool = False, first: int | None = None
) -> Turnstile:
    """A listening socket on `address`; with `or_next`, on a port above it where that is taken.

    `first`: a port to try before all. Raises PortError, naming the `setting` to change.
    """
    host, port = split(address)
    last = min(port + TRIED, 65_535) if or_next and port else port
    for number in (*(() if first is None else (first,)), *range(port, last + 1)):
        try:
            return _bind(host, number)
        except OSError as error:
            reason = error.strerror or str(error)
    raise PortError(f"cannot listen on {address}: {reason}. Change {setting} in mkaguzi.toml.")


def _bind(host: str, port: int) -> Turnstile:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio does not know that it may send at once (TCP_NODELAY): 40 ms an answer.
    bound = Turnstile(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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

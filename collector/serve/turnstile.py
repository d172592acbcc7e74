"""A listening socket that lets in so many at once: for the newest, who was idle longest must go.

A connection costs a descriptor from the moment it is accepted, long before TLS or HTTP know of it.
So it is counted here, where it begins and ends. Those that showed an agent's secret go last.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

_LEAVING = 16
"""Connections that may be on their way out while the next are let in."""


class Visitor(socket.socket):
    """One connection, until its descriptor is given back."""

    def __init__(self, accepted: socket.socket, turnstile: Turnstile) -> None:
        number = accepted.detach()
        super().__init__(accepted.family, accepted.type, accepted.proto, number)
        self.number = number
        self.cut: Callable[[], None] | None = None
        self._turnstile: Turnstile | None = turnstile

    def send_away(self) -> None:
        """End it, whatever it is at. Without a `cut` it is in the midst of TLS's beginning."""
        if self.cut is not None:
            self.cut()
            return
        with contextlib.suppress(OSError):  # the other side may be gone
            self.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Give the descriptor back."""
        turnstile, self._turnstile = self._turnstile, None
        if turnstile is not None:
            turnstile.left(self)
        super().close()


class Turnstile(socket.socket):
    """A listening socket with at most `most` connections."""

    most = 500

    def __init__(self, family: int, kind: int, protocol: int) -> None:
        super().__init__(family, kind, protocol)
        self._strangers: dict[int, Visitor] = {}
        self._known: dict[int, Visitor] = {}
        self._inside = 0

    def accept(self) -> tuple[Visitor, Any]:
        """As a socket's."""
        if self._inside >= self.most + _LEAVING:
            raise BlockingIOError  # asked again as soon as those who must go are gone
        plain, address = super().accept()
        visitor = Visitor(plain, self)
        self._inside += 1
        self._strangers[visitor.number] = visitor
        if self._inside > self.most:
            self._make_room()
        return visitor, address

    def _make_room(self) -> None:
        here = self._strangers if len(self._strangers) > 1 else self._known or self._strangers
        first = here.pop(next(iter(here)))
        first.send_away()

    def left(self, visitor: Visitor) -> None:
        """A connection has ended."""
        self._inside -= 1
        self._strangers.pop(visitor.number, None)
        self._known.pop(visitor.number, None)

    def visitor(self, number: int) -> Visitor | None:
        """Who is on a descriptor; None if it must go already."""
        return self._known.get(number) or self._strangers.get(number)

    def moved(self, number: int, *, known: bool) -> None:
        """Something came from a connection, so it is the last to go; of those that are `known`."""
        if number in self._known:
            self._known[number] = self._known.pop(number)
        elif number in self._strangers:
            here = self._known if known else self._strangers
            here[number] = self._strangers.pop(number)

"""Writers of one process take turns, first come, first served.

One writer is let in at a time, whatever the database (see `database`). In SQLite who else wants to
write asks again every 100 ms, and against a thread that writes without pause (the pipeline with a
backlog) might ask in vain for ever.
"""

from __future__ import annotations

import threading
from collections import deque

from sqlalchemy import Connection

PATIENCE = 60.0
"""Seconds a writer waits for its turn."""


class TurnError(RuntimeError):
    """No turn came: another writer of this process holds on, or this thread holds it already."""


class Turns:
    """Whose turn it is: one connection at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()
        self._writer: Connection | None = None

    def take(self, connection: Connection) -> None:
        """Wait for the turn. Raises TurnError."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            mine = self._changed.wait_for(lambda: self._is_next(ticket), PATIENCE)
            self._waiting.remove(ticket)
            if not mine:
                raise TurnError(f"the state could not be written for {PATIENCE:.0f} seconds")
            self._writer = connection

    def _is_next(self, ticket: object) -> bool:
        return self._writer is None and self._waiting[0] is ticket

    def give(self, connection: Connection) -> None:
        """The transaction ends; said twice, or by one who only read, it means nothing."""
        with self._changed:
            if self._writer is connection:
                self._writer = None
                self._changed.notify_all()

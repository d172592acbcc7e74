"""Signs of life of the collector itself. What they miss is an absence: nobody was heard in it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from collector.absence import Away
from collector.clock import BUILD, Own
from collector.store.state import away, notes
from collector.store.state.putting_right import put_right

EVERY = 20
"""Seconds between signs of life: so exact is the beginning of an absence."""
LAPSE = 180
"""Seconds between two signs of life of one process that make an absence: it slept, was paused,
or its clock was set."""


class Heart:
    """Beats while the collector runs; from any thread.

    A clock that is not believed says nothing of when we live. Once it is believed (again), the
    time since the last sign of life is an absence, and what the wrong clock told is put right.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._born = False
        self._doubted = False
        self._felt: int | None = None
        self._awake = False
        self.ended: Away | None = None
        self.absences: Sequence[tuple[int, int]] = ()
        """(from, until), UTC s: all that a silence leaves out."""

    def feel(self, now: int) -> None:
        """That we live, whether or not it can be written down.

        While the database is away agents are heard, so that is no absence of ours.
        """
        with self._lock:
            if self._felt is None or not 0 <= now - self._felt <= LAPSE:
                self._awake = False
            self._felt = now

    def beat(self, now: int, own: Own) -> None:
        """A sign of life at `now` by our clock, and what of that is believed."""
        with self._lock, self._engine.begin() as connection:
            if own.now is not None:
                self._live(connection, now)
                self._awake = self._felt is not None
            elif not self._doubted:
                self._doubted = True
                notes.put(connection, notes.DOUBTED, max(1, own.told(now)))

    def _live(self, connection: Connection, now: int) -> None:
        if doubted := notes.get(connection, notes.DOUBTED):
            put_right(connection, BUILD, now, doubted)
            notes.put(connection, notes.DOUBTED, 0)
        missed = away.come_back(connection, now, self._lapse(now))
        if missed is not None or self._doubted or not self._born:
            self.absences = away.known(connection, now)
        if not self._born:
            self.ended = missed
        self._born, self._doubted = True, False

    def _lapse(self, now: int) -> int:
        """How long no sign of life may have been written (s) without being an absence."""
        if not self._born:
            return 0
        return now if self._awake and not self._doubted else LAPSE

    def stop(self, now: int) -> None:
        """A person stops the collector."""
        with self._lock, self._engine.begin() as connection:
            away.leave(connection, now)

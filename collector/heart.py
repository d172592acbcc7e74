"""Starting, living, leaving: what the state is told about the collector itself."""

from __future__ import annotations

from sqlalchemy import Engine

from collector.absence import Away
from collector.store.state import away

EVERY = 20
"""Seconds between signs of life: so exact is the beginning of an absence."""
_KNOWN = 100 * 86_400
"""Seconds of absences that still matter to somebody's silence."""


def come_back(engine: Engine, now: int) -> tuple[Away | None, list[tuple[int, int]]]:
    """Note the absence that ends now; it, and all (from, until) that silence leaves out."""
    with engine.begin() as connection:
        ended = away.come_back(connection, now)
        return ended, [(a.since, a.until) for a in away.since(connection, now - _KNOWN)]


def beat(engine: Engine, now: int) -> None:
    """A sign of life."""
    with engine.begin() as connection:
        away.beat(connection, now)


def leave(engine: Engine, now: int) -> None:
    """A person stops the collector."""
    with engine.begin() as connection:
        away.leave(connection, now)

"""When the collector was not running: from its last sign of life until it was back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from collector.absence import Away
from collector.store.state import notes
from collector.store.state.schema import away

KNOWN = 100 * 86_400
"""Seconds of absences that still matter to somebody's silence, however long we were away since."""


def beat(connection: Connection, now: int) -> None:
    """A sign of life."""
    notes.put(connection, notes.ALIVE, now)


def leave(connection: Connection, now: int) -> None:
    """A person stops the collector."""
    beat(connection, now)
    notes.put(connection, notes.CLEAN, now)


def come_back(connection: Connection, now: int, lapse: int = 0) -> Away | None:
    """A sign of life; the absence that it ends, if the last one was more than `lapse` (s) ago.

    None at the very first, or if the clock went back.
    """
    alive = notes.get(connection, notes.ALIVE)
    clean = notes.get(connection, notes.CLEAN)
    beat(connection, max(now, alive or 0))
    if alive is None or now - alive <= lapse:
        return None
    one = Away(alive, now, clean == alive)
    connection.execute(insert(away).values(**one._asdict()))
    return one


def since(connection: Connection, moment: int) -> list[Away]:
    """The absences that ended after a moment, in order."""
    columns = (away.c.since, away.c.until, away.c.clean)
    found = select(*columns).where(away.c.until > moment).order_by(away.c.id)
    return [Away(*row) for row in connection.execute(found)]


def known(connection: Connection, now: int) -> list[tuple[int, int]]:
    """All absences (from, until; UTC s) that a silence leaves out."""
    return [(one.since, one.until) for one in since(connection, now - KNOWN)]


def untold(connection: Connection) -> list[Any]:
    """The absences that no digest has told yet (rows with an id)."""
    return list(connection.execute(select(away).where(away.c.digested.is_(None))))


def told_as(row: Any) -> Away:
    """The absence in a row."""
    return Away(row.since, row.until, row.clean)


def told(connection: Connection, ids: list[int], now: int) -> None:
    """A digest has told these."""
    connection.execute(update(away).where(away.c.id.in_(ids)).values(digested=now))

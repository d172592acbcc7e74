"""The journal's file: made, opened, and where it is damaged set aside for a new one."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from collector.store import damage

_TABLE = """
CREATE TABLE IF NOT EXISTS journal (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL, boot TEXT NOT NULL, seq INTEGER NOT NULL,
    received INTEGER NOT NULL, shift REAL NOT NULL, quality TEXT NOT NULL, body BLOB NOT NULL,
    UNIQUE (agent, boot, seq)
)"""
_INDEX = "CREATE INDEX IF NOT EXISTS journal_agent ON journal (agent, received)"
_DOUBTED = (
    "CREATE INDEX IF NOT EXISTS journal_doubted ON journal (agent) WHERE quality = 'distrusted'"
)
_LAST = "SELECT seq FROM sqlite_sequence WHERE name = 'journal'"
_FIRST = "INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', ?)"
_LATER = "UPDATE sqlite_sequence SET seq = ? WHERE name = 'journal'"


class Aside(NamedTuple):
    """A damaged file that was set aside: its name, why, and the last position it had given.

    `last` is None where the file does not even tell that any more.
    """

    name: str
    why: str
    last: int | None


def connect(file: Path) -> sqlite3.Connection:
    """A connection whose commits outlive a power cut."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=10)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def begin(file: Path, after: int) -> int:
    """Make what is missing, so that positions begin after one; the last that was given."""
    with closing(connect(file)) as connection:
        connection.execute(_TABLE)
        connection.execute(_INDEX)
        connection.execute(_DOUBTED)
        row = connection.execute(_LAST).fetchone()
        if row is None:
            connection.execute(_FIRST, (after,))
        elif row[0] < after:
            connection.execute(_LATER, (after,))
    return max(after, row[0] if row else 0)


def last(file: Path) -> int | None:
    """The last position that a damaged file gave; None if it does not tell any more."""
    with suppress(sqlite3.Error), closing(damage.connect(file)) as connection:
        row = connection.execute(_LAST).fetchone()
        return int(row[0]) if row else None
    return None


def mended(file: Path, now: int) -> Aside | None:
    """Set the file aside if it is damaged, at a start: nobody writes to it yet."""
    why = damage.look(file)
    if why is None:
        return None
    known = last(file)
    return Aside(damage.set_aside(file, now).name, why, known)

"""Keeping the journal within its window and its bound: the oldest goes first, and is counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

_AT_ONCE = 500
"""Records deleted in one transaction: appending must not wait for long."""
_OLD = """received < ? AND position <= ? AND (quality != 'distrusted' OR position < (
    SELECT max(position) FROM journal WHERE received < ? AND quality != 'distrusted'))"""
"""What came while our own clock was doubted is as old as what came after it."""


class Trimmed(NamedTuple):
    """Records that went: past their window, and past the bound though nobody had read them."""

    old: int
    lost: int


def trim(file: Path, before: int, applied: int, max_bytes: int) -> Trimmed:
    """Drop what was received before a moment (UTC s) and is applied; then keep to `max_bytes`.

    Past the bound the oldest goes even if it was not applied yet: that is `lost`.
    """
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as connection:
        old = 0
        while gone := _drop(connection, _OLD, (before, applied, before)):
            old += gone
        lost = 0
        while _used(connection) > max_bytes and (last := _oldest(connection)) is not None:
            gone = _drop(connection, "position <= ?", (last,))
            late = max(0, last - applied)
            old, lost = old + gone - min(gone, late), lost + min(gone, late)
    return Trimmed(old, lost)


def _drop(connection: sqlite3.Connection, where: str, values: tuple[int, ...]) -> int:
    query = (
        "DELETE FROM journal WHERE position IN"  # noqa: S608 (our own conditions)
        f" (SELECT position FROM journal WHERE {where} ORDER BY position LIMIT {_AT_ONCE})"
    )
    return connection.execute(query, values).rowcount


def _used(connection: sqlite3.Connection) -> int:
    """Bytes in use; pages that were freed are used again and do not count."""
    one = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    ]
    return int((one[0] - one[1]) * one[2])


def _oldest(connection: sqlite3.Connection) -> int | None:
    """The position up to which one group of the oldest goes."""
    row = connection.execute(
        "SELECT max(position) FROM (SELECT position FROM journal ORDER BY position LIMIT ?)",
        (_AT_ONCE,),
    ).fetchone()
    return None if row[0] is None else int(row[0])

"""Starts by wtmpdb, which follows wtmp where times need more than 32 bits.

Source: wtmpdb(8) and lib/sqlite.c of https://github.com/thkukuk/wtmpdb: a row a run, `Login` and
`Logout` in µs; who stops the machine writes the latter.
"""

from __future__ import annotations

from pathlib import Path

from agent.linux.starts import CLEAN, UNCLEAN, UNKNOWN, Start, believed

_BOOT = 1
_ROWS = "SELECT Login, Logout FROM wtmp WHERE Type = ? ORDER BY ID DESC LIMIT 1000"


def starts(file: Path, now: float) -> list[Start]:
    """Those in the database, the oldest first; empty where there is none that can be read."""
    if not file.exists():
        return []
    found: list[Start] = []
    known, after = 0, UNKNOWN
    for started, stopped in reversed(_runs(file)):
        at = _seconds(started) if believed(_seconds(started), known, now) else None
        found.append(Start(at, after, known))
        known = max(known, at or 0)
        after = CLEAN if _seconds(stopped) else UNCLEAN
    return found


def _runs(file: Path) -> list[tuple[object, object]]:
    """Read as a file that nobody changes: a lock would need a right to write."""
    import sqlite3  # it costs a megabyte, where no machine has such a file it is not needed

    try:
        database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        return []
    try:
        return database.execute(_ROWS, (_BOOT,)).fetchall()
    except sqlite3.Error:
        return []
    finally:
        database.close()


def _seconds(micros: object) -> int:
    return micros // 1_000_000 if isinstance(micros, int) else 0

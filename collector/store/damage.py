"""Files of SQLite that a power cut or a bad disk has damaged: found, told, and a journal set aside.

Whether a file is whole is looked at in full only where its last use did not end in order: then its
`-wal` is still there. That reads all of it (20 s for a GiB that is not in memory), so a larger one
is not: its damage shows when it is met.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from collector.problem import Problem
from collector.words.text import local_time

_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BESIDE = ("", "-wal", "-shm")
_LARGE = 1 << 30
"""Bytes of a file that is not looked at in full: agents and people wait meanwhile."""


class DamagedError(Problem):
    """A file is damaged: it is no use to start again."""

    code = 3


def is_damage(error: BaseException) -> bool:
    """Whether an error, SQLite's or one that wraps it, says that a file is damaged."""
    plain = getattr(error, "orig", None) or error
    code = getattr(plain, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _CODES


def look(file: Path) -> str | None:
    """What is wrong with a file, in SQLite's words; None if it seems whole, or is not there.

    Nobody else may have it open for writing. Raises sqlite3.Error for any other trouble.
    """
    if not file.exists():
        return None
    if not file.stat().st_size:
        return "it is empty"
    log = file.with_name(f"{file.name}-wal")
    unclean = log.exists() and log.stat().st_size > 0
    try:
        with closing(connect(file)) as connection:
            whole = unclean and file.stat().st_size <= _LARGE
            return _cut(connection, file, unclean) or (_inside(connection) if whole else None)
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return str(error)
        raise


def connect(file: Path) -> sqlite3.Connection:
    """A connection to a file that is there: none is made."""
    return sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, timeout=10)


def _cut(connection: sqlite3.Connection, file: Path, unclean: bool) -> str | None:
    pages, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
    )
    short = not unclean and pages * size > file.stat().st_size
    return "it is cut short" if short else None


def _inside(connection: sqlite3.Connection) -> str | None:
    said = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    return None if said == "ok" else said


def set_aside(file: Path, now: int) -> Path:
    """Rename a file and what belongs to it, so that a new one can begin; its new name."""
    stamp = local_time(now).strftime("%Y%m%d-%H%M%S")
    aside = file.with_name(f"{file.stem}.damaged-{stamp}{file.suffix}")
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            file.with_name(file.name + end).rename(aside.with_name(aside.name + end))
    return aside


def of_state(file: Path, why: str) -> str:
    """What to do about a damaged state, in words."""
    return (
        f"the state, {file}, is damaged: {why}. Nothing was changed, and nothing begins anew. "
        "Restore the newest backup into a new folder (mkaguzi --data NEW restore FILE), move this "
        "folder's journal.db there too (what came since the backup is applied from it), and serve "
        "from there"
    )


def of_journal(file: Path, why: str) -> str:
    """What becomes of a damaged journal, in words."""
    return (
        f"the journal, {file}, is damaged: {why}. A collector that starts sets it aside and "
        "begins a new one"
    )

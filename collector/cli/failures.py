"""What broke beneath a command, as a line with a remedy. Our own faults stay tracebacks."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from collector.folder.belongings import JOURNAL
from collector.folder.config import Settings
from collector.problem import Problem
from collector.store import damage
from collector.store.state import reach
from collector.store.state.turns import TurnError

TOLD = (Problem, SQLAlchemyError, sqlite3.Error, OSError, TurnError)
"""What the world around us can be at fault for."""
_BY_NAME = {
    "SQLITE_FULL": "the disk is full. Make room on it",
    "SQLITE_BUSY": "another process holds it. Try again when that is done",
    "SQLITE_READONLY": "this user may not write to it. {as_user}",
    "SQLITE_CANTOPEN": "it cannot be opened. {as_user}",
    "SQLITE_PERM": "this user may not use it. {as_user}",
    "SQLITE_IOERR": "its disk does not work as it should: {said}. Look at the disk; keep a backup",
}


def code(error: Exception) -> int:
    """The exit code: 3 where a file is damaged, for it is no use to start again."""
    if isinstance(error, Problem):
        return error.code
    return damage.DamagedError.code if damage.is_damage(error) else 1


def told(error: Exception, settings: Settings) -> str:
    """The error in words."""
    if isinstance(error, OSError):
        return _of_file(error, settings.data)
    if isinstance(error, ArgumentError):
        return f"database in mkaguzi.toml is no database's URL: {error}"
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, settings.data / JOURNAL, damage.of_journal)
    plain, state = getattr(error, "orig", None), settings.state_file
    if isinstance(plain, sqlite3.Error) and state is not None:
        return _of_sqlite(plain, state, damage.of_state)
    if reach.is_lost(error):
        return reach.cannot(settings.database_url, error)
    if plain is not None:
        return f"the database that mkaguzi.toml names cannot be used: {_line(plain)}"
    return str(error)


def _of_sqlite(error: sqlite3.Error, file: Path, of_damage: Callable[[Path, str], str]) -> str:
    if damage.is_damage(error):
        return of_damage(file, str(error))
    name = getattr(error, "sqlite_errorname", "")
    known = next((said for start, said in _BY_NAME.items() if name.startswith(start)), "{said}")
    return f"{file} cannot be used: {known.format(said=error, as_user=_as_user(file.parent))}"


def _of_file(error: OSError, data: Path) -> str:
    said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if isinstance(error, PermissionError):
        return f"{said}. {_as_user(data)}"
    return f"{said}. Make room on its disk" if error.errno == errno.ENOSPC else said


def _as_user(data: Path) -> str:
    return f"Run it as the user who owns {data}: sudo -u USER mkaguzi …"


def _line(error: BaseException) -> str:
    """A database's answer goes on over many lines."""
    return str(error).strip().partition("\n")[0]

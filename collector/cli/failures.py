"""What broke beneath a command, as a line with a remedy. Our own faults stay tracebacks."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

TOLD = (SQLAlchemyError, sqlite3.Error, OSError)
"""What the world around us can be at fault for."""


def told(error: Exception, data: Path) -> str:
    """The error in words."""
    if isinstance(error, OSError):
        return _of_file(error, data)
    if isinstance(error, ArgumentError):
        return f"[database] in mkaguzi.toml is no database's URL: {error}"
    cause = getattr(error, "orig", None) or error
    return (
        f"the database cannot be used: {cause}. Is the disk full, is it this user's, is it whole? "
        f"A damaged one in {data} is replaced from a backup: mkaguzi --data NEW restore FILE"
    )


def _of_file(error: OSError, data: Path) -> str:
    said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if isinstance(error, PermissionError):
        return f"{said}. Run it as the user who owns {data}: sudo -u USER mkaguzi …"
    return said

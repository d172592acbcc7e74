"""Small files of the agent's state: a power cut leaves the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

WITHIN = 0o777 if os.name == "nt" else 0o700
"""The mode of a folder in the state's: Windows opens it to whom its parent is open, the service.
Python 3.13 would open one of mode 0o700 to its maker alone, to the administrator who enrols."""

_PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds between tries to put a file in its place."""


def save(file: Path, content: Any, *, durable: bool = True) -> None:
    """Write an object as JSON, readable by its owner alone. Raises OSError."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(content, stream, indent=1)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        settle(part, file)
    except OSError:  # what could be written of it takes room of a disk that has none
        with suppress(OSError):
            part.unlink()
        raise
    if durable:
        flush_folder(file.parent)


def load(file: Path) -> Any:
    """The object in a file; None if there is none or it is spoiled. Raises PermissionError."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except PermissionError:
        raise
    except (OSError, ValueError, RecursionError):
        return None


def settle(part: Path, file: Path) -> None:
    """Put a file in another's place. Raises OSError.

    On Windows nobody can while somebody reads it, a `status` or an antivirus program: that passes.
    """
    for pause in _PAUSES if os.name == "nt" else ():
        with suppress(PermissionError):
            part.replace(file)
            return
        time.sleep(pause)
    part.replace(file)


def flush_folder(folder: Path) -> None:
    """Make a rename outlive a power cut. Windows flushes it with the file."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

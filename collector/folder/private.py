"""Files for secrets: readable by their owner alone from the first byte on.

What root makes (with sudo, say) belongs to who owns the folder it is in: else the collector, which
runs as a user of its own, could not read it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from io import BufferedWriter
from pathlib import Path


def open_new(file: Path) -> BufferedWriter:
    """A new file, 0600, for writing. Raises FileExistsError."""
    stream = os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    _give(file)
    return stream


def replace(file: Path, content: bytes) -> None:
    """Write a whole file at once, 0600: after a power cut it is the old one or the new one.

    Raises OSError that names the file; then the old one stays, and nothing beside it.
    """
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        _write(part, content)
        part.replace(file)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from None


def _write(part: Path, content: bytes) -> None:
    with open_new(part) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def folder(place: Path) -> None:
    """A folder for its owner alone, made where there is none."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.mkdir(mode=0o700, exist_ok=True)
        _give(place)


def _give(place: Path) -> None:
    if os.geteuid() == 0:
        owner = place.parent.stat()
        os.chown(place, owner.st_uid, owner.st_gid)

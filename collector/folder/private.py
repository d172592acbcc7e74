"""Files for secrets: readable by their owner alone from the first byte on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def open_new(file: Path) -> BinaryIO:
    """A new file, 0600, for writing. Raises FileExistsError."""
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def replace(file: Path, content: bytes) -> None:
    """Write a whole file at once, 0600: after a power cut it is the old one or the new one."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with open_new(part) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)

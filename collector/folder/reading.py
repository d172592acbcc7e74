"""Reading a file that a person put somewhere: at once, or not at all.

A named pipe would let its reader wait for ever, and with it whatever the collector does by the
clock; a device may have no end.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def text(file: Path, encoding: str = "utf-8") -> str:
    """The text of a regular file. Raises OSError, also for anything else; UnicodeDecodeError."""
    _check(file, file.stat().st_mode)  # opening a device may do something already
    with open(file, encoding=encoding, opener=_at_once) as stream:
        _check(file, os.fstat(stream.fileno()).st_mode)
        return stream.read()


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, in words alone."""
    return str(getattr(error, "strerror", None) or error)


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)


def _check(file: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        told = f"it is {kind}, not a file; put a file of text in its place, or take it away"
        raise OSError(errno.EINVAL, told, str(file))

"""One agent at a time in a state folder; the system lets go of the lock however the agent ends.

So the lock tells, too, whether one runs, whatever its files say.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

from agent.trouble import Trouble, unusable

_FILE = "lock"
_TRIES, _PAUSE = 5, 0.1
"""Who only looks (`is_held`) has the lock for a moment: an agent that starts then waits (s)."""
_HELD = (errno.EAGAIN, errno.EACCES, 0)
"""As Linux, as Windows and as Wine, which gives no reason, say that somebody has the lock."""


def take(state: Path) -> IO[bytes]:
    """Hold the folder as long as the returned file is open. Raises Trouble."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = _opened(state / _FILE)
        if _patiently(file):
            return file
    except OSError as error:
        raise unusable(state, error) from None
    file.close()
    raise Trouble(f"another agent runs on the state folder {state} already; stop it first: {_STOP}")


_STOP = "net stop MkaguziAgent" if os.name == "nt" else "systemctl stop mkaguzi-agent"


def _opened(file: Path) -> IO[bytes]:
    """Made where it is not there yet; on a disk that turned read-only it can be held as it is."""
    try:
        return file.open("ab")
    except OSError as refused:
        with suppress(OSError):
            return file.open("rb")
        raise refused from None


def _patiently(file: IO[bytes]) -> bool:
    for _ in range(_TRIES):
        if _lock(file):
            return True
        time.sleep(_PAUSE)
    return False


def is_held(state: Path) -> bool | None:
    """Whether an agent runs on this folder; None where this user cannot tell.

    Nothing is written, and a lock that is held is left alone.
    """
    try:
        with (state / _FILE).open("rb") as file:
            return not _lock(file, shared=True)
    except FileNotFoundError:
        return False
    except OSError:
        return None


def _lock(file: IO[bytes], *, shared: bool = False) -> bool:
    """Whether the lock could be had; it is never waited for. Raises OSError where none can be."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(file, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return True

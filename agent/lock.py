"""One agent at a time in a state folder; the system lets go of the lock however the agent ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from agent.trouble import Trouble


def take(state: Path) -> IO[bytes]:
    """Hold the folder as long as the returned file is open. Raises Trouble."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = (state / "lock").open("ab")
    except OSError as error:
        raise Trouble(f"the state folder {state} cannot be used: {error.strerror}") from None
    try:
        _lock(file)
    except OSError:
        file.close()
        raise Trouble(f"another agent runs on the state folder {state} already") from None
    return file


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

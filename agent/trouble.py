"""What the agent tells a technician when something is wrong: a cause and a remedy."""

from __future__ import annotations

import errno
import os
from pathlib import Path


class Trouble(Exception):  # noqa: N818 (a sentence for a person)
    """Something a person must put right. `code` is the command's exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def unusable(state: Path, error: OSError) -> Trouble:
    """The state folder refuses; who may not use it is told what would help."""
    said = f"the state folder {state} cannot be used: "
    if isinstance(error, PermissionError) and not _may_all():
        remedy = f"{_TRY}, or in a folder of your own: mkaguzi-agent --state DIR …"
        return Trouble(f"{said}{error.strerror}. {remedy}")
    return Trouble(said + refusal(error))


def refusal(error: OSError) -> str:
    """Why a disk takes nothing, and what would help."""
    said = error.strerror or str(error) or type(error).__name__
    remedy = _REMEDIES.get(error.errno or 0, "")
    return f"{said} ({remedy})" if remedy else said


_REMEDIES = {
    errno.ENOSPC: "make room on its disk",
    errno.EDQUOT: "make room, or give it more",
    errno.EROFS: "a disk that fails is made so: look into the system's log, then mount it writable",
    errno.EIO: "its disk does not work: replace it",
    errno.EACCES: "give it to the agent's user",
    errno.EPERM: "give it to the agent's user",
    errno.EEXIST: "what is in its place is no folder: take that away",
    errno.ENOTDIR: "what is in its place is no folder: take that away",
}


AS_ADMIN = "as an administrator" if os.name == "nt" else "with sudo"
_TRY = f"Try again {AS_ADMIN}"


def _may_all() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0

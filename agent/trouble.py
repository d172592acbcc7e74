"""What the agent tells a technician when something is wrong: a cause and a remedy."""

from __future__ import annotations

import os
from pathlib import Path


class Trouble(Exception):  # noqa: N818 (a sentence for a person)
    """Something a person must put right. `code` is the command's exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def unusable(state: Path, error: OSError) -> Trouble:
    """The state folder refuses; who may not use it is told what would help."""
    said = f"the state folder {state} cannot be used: {error.strerror}"
    if isinstance(error, PermissionError) and not _may_all():
        said += f". {_TRY}, or in a folder of your own: mkaguzi-agent --state DIR …"
    return Trouble(said)


AS_ADMIN = "as an administrator" if os.name == "nt" else "with sudo"
_TRY = f"Try again {AS_ADMIN}"


def _may_all() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0

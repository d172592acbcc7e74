"""What the agent tells a technician when something is wrong: a cause and a remedy."""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818 (a sentence for a person)
    """Something a person must put right. `code` is the command's exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code

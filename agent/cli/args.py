"""What a command was told on its command line, as its handler needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Args(Protocol):
    """The names that the parser gives, as `agent.cli.parser` has them."""

    config: Path | None
    beside: bool
    json: bool
    code: str | None
    what: str

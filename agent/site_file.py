"""The file that carries an enrolment code to many machines: on a stick, or laid by what rolls out
their settings."""

from __future__ import annotations

from pathlib import Path

from agent import settings
from agent.trouble import Trouble

NAME = "site.mkaguzi"


def beside(config: Path | None) -> Path:
    """Its place on this machine: beside the settings, the default ones where none are named."""
    return (config or settings.default_file()).with_name(NAME)


def code(file: Path) -> str:
    """The code in it; empty where there is no such file. Lines that begin with # are for people.

    Raises Trouble.
    """
    if not file.exists():
        return ""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} cannot be read: {error}", 2) from None
    return "".join(line for line in lines if not line.startswith("#"))

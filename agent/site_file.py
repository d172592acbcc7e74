"""The file that carries an enrolment code to many machines: on a stick, or laid by what rolls out
their settings."""

from __future__ import annotations

import codecs
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
        lines = _text(file.read_bytes()).splitlines()
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror}", 2) from None
    except UnicodeDecodeError:
        raise Trouble(f"{file} cannot be read: it is no text", 2) from None
    return "".join(line for line in lines if not line.startswith("#"))


def _text(content: bytes) -> str:
    """As Notepad saves it, and as PowerShell's `>` does: that is UTF-16, and its mark says so."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_wide else "utf-8-sig")

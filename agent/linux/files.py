"""Small files of /proc and /sys: a line, a number, a table of keys and values."""

from __future__ import annotations

from pathlib import Path


def line(file: Path) -> str:
    """The file as one line, blanks folded; empty where it cannot be read."""
    try:
        return " ".join(file.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return ""


def raw(file: Path) -> bytes:
    """The file's bytes; none where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def number(file: Path) -> int | None:
    """The whole number in a file; None where there is none."""
    text = line(file)
    plain = text.removeprefix("-")
    return int(text) if plain.isascii() and plain.isdigit() else None


def table(file: Path) -> dict[str, str]:
    """The `key: value` lines of a file, the first of each key. Raises OSError."""
    found: dict[str, str] = {}
    for row in file.read_text(encoding="utf-8", errors="replace").splitlines():
        key, colon, value = row.partition(":")
        if colon:
            found.setdefault(key.strip(), value.strip())
    return found


def uevent(folder: Path) -> dict[str, str]:
    """The `KEY=value` lines that a device of /sys tells of itself; empty where there are none."""
    try:
        rows = (folder / "uevent").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return {key: value for key, equals, value in (row.partition("=") for row in rows) if equals}

"""Texts as Windows holds them, made plain: without NULs, in one form of Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from agent.report import Row


def plain(value: object) -> str:
    """A text of the registry or of WMI; empty for what is none.

    What stands behind a NUL is left over from before; halves of a pair come from broken writers.
    """
    if not isinstance(value, str):
        return ""
    whole = value.partition("\0")[0].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    shown = "".join(c if c.isprintable() or c == "\u200c" else " " for c in whole)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def described(value: object) -> str:
    """The text behind a reference to one in a file: `@oem24.inf,%hp%;HP` says HP."""
    text = plain(value)
    return text.rpartition(";")[2].strip() if text.startswith("@") else text


def texts(**named: object) -> Row:
    """Those that say something, made plain."""
    return {name: text for name, value in named.items() if (text := plain(value))}


def number(value: object) -> int | None:
    """A whole number, however it is held: WMI hands 64 bits as a text, and 32 bits signed."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value + (1 << 32) if value < 0 else value
    if isinstance(value, bytes):
        return int.from_bytes(value, "little") if len(value) in (4, 8) else None
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def several(value: object) -> list[object]:
    """What a list holds, which COM hands as a tuple; nothing of what is none."""
    return list(value) if isinstance(value, (list, tuple)) else []


def first(row: Mapping[str, Any], *names: str) -> str:
    """The first of several values that says something, made plain."""
    return next((text for name in names if (text := plain(row.get(name)))), "")

"""Settings in sections, as many programs of Linux keep them: one value of one of them."""

from __future__ import annotations

from configparser import ConfigParser, Error
from pathlib import Path


def value(file: Path, section: str, name: str) -> str:
    """A value; empty where it is not set, or the file cannot be read."""
    return values(file, section).get(name, "")


def values(file: Path, section: str) -> dict[str, str]:
    """The values of a section by their names in small letters; empty where there is none."""
    settings = ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        settings.read_string(file.read_text(encoding="utf-8", errors="replace"))
    except (OSError, Error):
        return {}
    found = settings[section].items() if settings.has_section(section) else ()
    return {key: (text or "").strip("\"' ") for key, text in found}

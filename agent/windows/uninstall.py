"""Installed programs as rows, by the keys that programs leave to be uninstalled by. Pure.

Left out is what is no program of its own: updates, patches, parts of others, and what is marked as
the system's. Source: Microsoft Learn, "Uninstall Registry Key", "Package Full Name".
"""

from __future__ import annotations

import re

from agent.report import Row
from agent.windows import moments
from agent.windows.registry import Values
from agent.windows.text import number, plain, texts

KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
_UPDATES = re.compile(
    r"\bKB\d{6,}\b|^(?:Security |Definition )?(?:Update|Hotfix) for ", re.IGNORECASE
)
_KINDS = re.compile(r"update|hotfix|service pack|rollup", re.IGNORECASE)
_PACKAGE = re.compile(r"([^_]+)_(\d+(?:\.\d+){3})_([^_]*)_[^_]*_([0-9a-z]{13})")
_MICROSOFTS = ("8wekyb3d8bbwe", "cw5n1h2txyewy")
"""Publishers of what comes with Windows."""


def program(key: str, values: Values, now: float) -> Row:
    """One key's program; empty where it is none. `now` (UTC s): no day is after it."""
    name = plain(values.get("DisplayName"))
    if not name or _is_part(values) or _UPDATES.search(f"{key} {name}"):
        return {}
    return texts(
        name=name,
        version=plain(values.get("DisplayVersion")) or _version(values),
        publisher=values.get("Publisher"),
        installed=moments.day(values.get("InstallDate"), now),
    )


def _is_part(values: Values) -> bool:
    """Whether it is a part of another, an update, or hidden as the system's."""
    parent = plain(values.get("ParentKeyName"))
    kind = plain(values.get("ReleaseType"))
    return number(values.get("SystemComponent")) == 1 or bool(parent or _KINDS.search(kind))


def _version(values: Values) -> str:
    """By the numbers that Windows Installer keeps, where there is no text."""
    packed = number(values.get("Version"))
    if packed:
        return f"{packed >> 24}.{packed >> 16 & 0xFF}.{packed & 0xFFFF}"
    major, minor = (number(values.get(name)) for name in ("VersionMajor", "VersionMinor"))
    return "" if major is None else f"{major}.{minor or 0}"


def package(full: str) -> Row:
    """An app of the Store, by its full name: `5319275A.WhatsAppDesktop_2.2.3.0_x64__cv1g1gvanyjgm`.

    Empty for what comes with Windows.
    """
    match = _PACKAGE.fullmatch(full)
    if match is None or match[4] in _MICROSOFTS:
        return {}
    architecture = match[3] if match[3] not in ("neutral", "") else ""
    return texts(name=match[1], version=match[2], architecture=architecture, source="store")

"""Whether the file systems that people and the system write to can be written to.

The kernel makes one read-only when its disk fails. Those that are made for reading alone, and
those that nobody writes to (a CD, what boots the machine, a stick), are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agent.field import Field, Rows
from collector.judge.derived.context import Context
from collector.judge.derived.volumes import STALE

FACTS = Rows(
    {
        "name": Field("1", "where it is mounted", str),
        "writable": Field("1", "whether it can be written to", bool),
    },
    key="name",
    help="file systems that people or the system must be able to write to",
)
MEASUREMENT = "disk"
_WRITTEN = ("/home", "/srv", "/var")
_FOR_READING = {"squashfs", "erofs", "cramfs", "romfs", "iso9660", "udf", "cdfs"}
_DRIVE = re.compile(r"\\?[a-z]:\\?", re.IGNORECASE)
_OF_DRIVES = {"ntfs", "refs"}
"""What Windows lies on; sticks and cards are FAT, and may have a switch against writing."""


def derive(_facts: Mapping[str, Any], context: Context) -> list[dict[str, Any]] | None:
    """A row for each; None where no fresh sample tells of any."""
    rows = [row["tags"] for row in context.fresh(MEASUREMENT, STALE) or ()]
    found = [
        {"name": str(tags["path"]), "writable": tags["mode"] != "ro"}
        for tags in rows
        if "mode" in tags and _is_written(str(tags.get("path", "")), str(tags.get("fstype", "")))
    ]
    return found or None


def _is_written(path: str, kind: str) -> bool:
    if _DRIVE.fullmatch(path):
        return kind.casefold() in _OF_DRIVES
    inside = any(path == place or path.startswith(f"{place}/") for place in _WRITTEN)
    return (path == "/" or inside) and kind not in _FOR_READING

"""Small machines made of files: a /proc and a /sys under a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from agent.probe import Host


class Link(NamedTuple):
    """A symbolic link, as /sys has many."""

    to: str


def host(root: Path, **files: Any) -> Host:
    """A machine of `{"/proc/stat": "…"}`, with texts, bytes or links."""
    for place, content in files.items():
        file = root / place.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            file.symlink_to(content.to)
        else:
            file.write_bytes(content.encode() if isinstance(content, str) else content)
    return Host(root, {})

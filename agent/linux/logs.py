"""Logs and settings that programs of Linux keep: their lines, their age, moments in them."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from agent.probe import Host

_MOST = 16 << 20
"""Bytes of one file that are looked at."""


def changed(files: Iterable[Path]) -> int:
    """When the newest of some files was written, UTC s; 0 where there is none."""
    return max((_changed(file) for file in files), default=0)


def placed(files: Iterable[Path]) -> int:
    """When the newest of some files was put in its place (ctime), UTC s; 0 where there is none."""
    return max((int(file.stat().st_ctime) for file in files), default=0)


def _changed(file: Path) -> int:
    try:
        return int(file.stat().st_mtime)
    except OSError:
        return 0


def lines(file: Path) -> list[str]:
    """A file's lines, packed or not; none where it cannot be read."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as stream:
            return stream.read(_MOST).decode("utf-8", "replace").splitlines()
    except (OSError, EOFError):
        return []


def newest_first(host: Host, folder: str, pattern: str) -> Iterator[list[str]]:
    """The lines of a log and of those that were rotated away before it."""
    for file in sorted(host.path(folder).glob(pattern), key=_changed, reverse=True):
        yield lines(file)


def local(text: str, form: str) -> int:
    """A moment of this machine's own time zone as UTC s; 0 where it is none."""
    try:
        return int(time.mktime(time.strptime(" ".join(text.split()), form)))
    except (ValueError, OverflowError):
        return 0

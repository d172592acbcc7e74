"""What was flushed to the disk, and what its folder looked like at that moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest


class Flush(NamedTuple):
    """One flush of a file or a folder: its name, its size (B; a folder's: 0), its neighbours."""

    name: str
    size: int
    there: list[str]


def watched(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Flush]:
    """Every flush in a folder from now on; each of them is done."""
    found: list[Flush] = []
    flush = os.fsync

    def look(handle: int) -> None:
        place = Path(f"/proc/self/fd/{handle}").readlink()
        if place == folder or place.parent == folder:
            size = 0 if place == folder else os.fstat(handle).st_size
            there = sorted(one.name for one in folder.iterdir() if one.is_file())
            found.append(Flush(place.name, size, there))
        flush(handle)

    monkeypatch.setattr(os, "fsync", look)
    return found

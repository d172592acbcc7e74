"""The officer's standards files: which there are, and their texts; what cannot be read is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from collector.judge.load import Fault

Texts = list[tuple[str, str]]


def listed(place: Path) -> list[Path]:
    """A folder's *.yaml in order, or the one file; none where there is nothing. Raises OSError."""
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix == ".yaml")
    return [place] if place.exists() else []


def stamp(place: Path) -> tuple[tuple[str, int], ...]:
    """Something that changes when a file of the folder does, or can be read no more."""
    try:
        return tuple((str(file), file.stat().st_mtime_ns) for file in listed(place))
    except OSError as error:
        return ((str(place), -(error.errno or 1)),)


def texts(places: Iterable[Path]) -> tuple[Texts, list[Fault]]:
    """(name, text) of each file, and a fault for each that cannot be read."""
    found: Texts = []
    faults: list[Fault] = []
    for place in places:
        try:
            found += _read(listed(place), faults)
        except OSError as error:
            faults.append(_unread(place, error))
    return found, faults


def _read(files: Iterable[Path], faults: list[Fault]) -> Iterator[tuple[str, str]]:
    for file in files:
        try:
            yield str(file), file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(_unread(file, error))


def _unread(file: Path, error: Exception) -> Fault:
    return Fault(str(file), 1, "", f"it cannot be read: {getattr(error, 'strerror', error)}")

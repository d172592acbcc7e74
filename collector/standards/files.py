"""The officer's standards files: which there are, and their texts; what cannot be read is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from collector.folder import reading
from collector.judge.file import Fault

Texts = list[tuple[str, str]]
Stamp = tuple[tuple[str, int, int], ...]
ENDINGS = (".yaml", ".yml")


def listed(place: Path) -> list[Path]:
    """A folder's YAML files in order, or the one file; none where there is nothing. Raises OSError.

    Hidden ones are an editor's own: Emacs makes a dangling `.#mine.yaml` while one writes.
    """
    if place.is_dir():
        found = (f for f in place.iterdir() if f.suffix in ENDINGS and not f.name.startswith("."))
        return sorted(found)
    return [place] if place.exists() else []


def passed_over(place: Path) -> list[Path]:
    """What else is in a folder, and is not read for its name."""
    return sorted(set(place.iterdir()) - set(listed(place))) if place.is_dir() else []


def stamp(place: Path) -> Stamp:
    """Something that changes when a file of the folder does, or can be read no more."""
    try:
        return tuple((str(file), *_look(file)) for file in listed(place))
    except OSError as error:
        return ((str(place), *_unseen(error)),)


def _look(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError as error:
        return _unseen(error)
    return found.st_mtime_ns, found.st_size


def _unseen(error: OSError) -> tuple[int, int]:
    return -(error.errno or 1), 0


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
            yield str(file), reading.text(file)
        except (OSError, UnicodeDecodeError) as error:
            faults.append(_unread(file, error))


def _unread(file: Path, error: OSError | UnicodeDecodeError) -> Fault:
    return Fault(str(file), 1, "", f"it cannot be read: {reading.reason(error)}")

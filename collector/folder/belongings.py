"""What of a data folder goes into a backup: all of it, but for what can be made again.

Left out: locks, parts of files that were being written, the logs beside SQLite's files (their
content is in the copies), a journal that was set aside, what a backup or a restore was at work on,
and the agent beside the collector: it belongs to this machine, and enrols anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from collector.folder.config import Settings

STATE, JOURNAL = "state.db", "journal.db"
MANIFEST, DUMP = "manifest.json", "state.jsonl"
"""What only a backup has: what it is; the state of a database elsewhere."""
WORK, RESTORING = ".backup-", ".restoring"
"""Where a backup (and some letters) and a restore are at work."""
_OURS = (STATE, JOURNAL, MANIFEST, DUMP, RESTORING, "lock", "agent")
_ASIDE = "journal.damaged-"
_STARTS = (WORK, _ASIDE)
_ENDS = (".part", "-wal", "-shm", ".db-journal")


class Outside(NamedTuple):
    """A file that the settings name and that lies elsewhere: where, and by which setting."""

    file: Path
    setting: str


def is_kept(name: PurePosixPath) -> bool:
    """Whether a file of this name, from the data folder on, goes into a backup as it is."""
    first = name.parts[0]
    if first in _OURS or first.startswith(_STARTS):
        return False
    return not name.name.endswith(_ENDS)


def files(data: Path) -> Iterator[tuple[Path, PurePosixPath]]:
    """Every such file with its name, also by way of links. Raises OSError."""
    return _within(data, PurePosixPath(), frozenset())


def _within(
    folder: Path, name: PurePosixPath, above: frozenset[Path]
) -> Iterator[tuple[Path, PurePosixPath]]:
    here = folder.resolve()
    if here in above:  # a link to a folder that it is in
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        inner = name / entry.name
        if is_kept(inner) and entry.is_dir():
            yield from _within(Path(entry.path), inner, above | {here})
        elif is_kept(inner) and entry.is_file():  # no socket, no pipe
            yield Path(entry.path), inner


def outside(settings: Settings) -> list[Outside]:
    """What the settings name and no backup of the data folder holds."""
    mail = settings.mail
    named = (
        (settings.organisation, "organisation"),
        (mail.password_file, "[mail] password_file"),
        (mail.ca_file, "[mail] ca_file"),
    )
    data = settings.data.absolute()
    places = [(Path(os.path.normpath(data / name)), setting) for name, setting in named if name]
    return [Outside(place, setting) for place, setting in places if not _is_in(place, data)]


def left(data: Path) -> list[str]:
    """What lies in a data folder and no backup of it takes along, a line for a person each."""
    agent = data / "agent"
    beside = [f"{agent} (the agent beside the collector; it enrols anew)"] if agent.exists() else []
    aside = sorted(data.glob(f"{_ASIDE}*.db"))
    return [*beside, *(f"{file} (a journal that was damaged and set aside)" for file in aside)]


def _is_in(place: Path, data: Path) -> bool:
    return place.is_relative_to(data) and is_kept(PurePosixPath(place.relative_to(data)))

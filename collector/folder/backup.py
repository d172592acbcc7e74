"""A backup, while the collector runs. `restoring` is the way back.

The file is a gzipped tar of the data folder with a manifest. It holds keys and secrets: it is
made readable for its owner alone. The state is copied before the journal, so the journal can only
be ahead of it, and what it is ahead is applied at the next start: nothing is lost or doubled.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from collector.folder import belongings, private
from collector.folder.belongings import DUMP, JOURNAL, MANIFEST, STATE, WORK
from collector.problem import Problem

FORMAT = 1
_STALE = 86_400
"""Seconds after which what a backup was at work on is nobody's any more."""

Dump = Callable[[Path], None]
"""Writes the state into a file: for one that is not in the data folder."""


class BackupError(Problem):
    """The backup or the restore did not happen. The message names the cause and the remedy."""


class Backup(NamedTuple):
    """What was made: its size in bytes; what is missing in it, a sentence each."""

    size: int
    missing: list[str]


def backup(data: Path, file: Path, now: int, dump: Dump | None = None) -> Backup:
    """Write all of the data folder to `file`. Raises BackupError."""
    _check(data, file, there=dump is not None or (data / STATE).exists())
    part = file.with_name(file.name + ".part")
    try:
        _tidy(data, now)
        with tempfile.TemporaryDirectory(dir=data, prefix=WORK) as work:
            missing = _copy(data, Path(work), dump)
            _write_manifest(Path(work), now)
            _pack(data, Path(work), part)
        part.replace(file)
    except OSError as error:
        raise BackupError(f"cannot write {file}: {error.strerror or error}") from None
    finally:
        part.unlink(missing_ok=True)
    return Backup(file.stat().st_size, missing)


def _check(data: Path, file: Path, *, there: bool) -> None:
    if not there:
        raise BackupError(f"there is no collector's data in {data}. Name the folder with --data.")
    if file.resolve().is_relative_to(data.resolve()):
        raise BackupError(
            f"{file} lies in the data folder: what befalls the one befalls the other. "
            "Name another place, on another disk where you can."
        )


def _tidy(data: Path, now: int) -> None:
    """A backup that was killed leaves its copies behind."""
    for left in data.glob(f"{WORK}*"):
        if now - left.stat().st_mtime > _STALE:
            shutil.rmtree(left)


def _copy(data: Path, work: Path, dump: Dump | None) -> list[str]:
    """The databases as of now, into `work`; what is missing. Without the state there is no use."""
    if dump is not None:
        dump(work / DUMP)
    elif why := _copied(data, work, STATE):
        raise BackupError(
            f"{data / STATE} is damaged: {why}. No backup was made of it; keep the older ones."
        )
    why = _copied(data, work, JOURNAL) if (data / JOURNAL).exists() else None
    return [f"{data / JOURNAL}, for it is damaged: {why}"] if why else []


def _copied(data: Path, work: Path, name: str) -> str | None:
    """Copy one database; what is wrong with the copy, if something is."""
    size = (data / name).stat().st_size
    try:
        with (
            closing(sqlite3.connect(f"file:{quote(str(data / name))}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(work / name)) as target,
        ):
            source.backup(target)
            said = str(target.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as error:
        need = f"a copy of it, {size >> 20} MiB, must have room in {data} meanwhile"
        raise BackupError(f"cannot copy {data / name}: {error}; {need}") from None
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        (work / name).unlink(missing_ok=True)
    return None if said == "ok" else said


def _write_manifest(work: Path, now: int) -> None:
    manifest = {"format": FORMAT, "product": "mkaguzi", "made": now}
    (work / MANIFEST).write_text(json.dumps(manifest), encoding="ascii")


def _pack(data: Path, work: Path, part: Path) -> None:
    part.unlink(missing_ok=True)
    with private.open_new(part) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            for name in (MANIFEST, STATE, DUMP, JOURNAL):
                if (work / name).exists():
                    tar.add(work / name, name)
            for file, inner in _listed(data):
                _add(tar, file, inner)
        raw.flush()
        os.fsync(raw.fileno())


def _listed(data: Path) -> list[tuple[Path, PurePosixPath]]:
    try:
        return list(belongings.files(data))
    except OSError as error:
        raise BackupError(f"cannot read {error.filename}: {error.strerror}") from None


def _add(tar: tarfile.TarFile, file: Path, name: PurePosixPath) -> None:
    try:
        stream = file.open("rb")
    except FileNotFoundError:  # a mail that was just moved, say
        return
    except OSError as error:
        raise BackupError(f"cannot read {file}: {error.strerror}") from None
    with stream:
        tar.addfile(tar.gettarinfo(arcname=str(name), fileobj=stream), stream)

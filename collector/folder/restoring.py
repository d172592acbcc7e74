"""Laying a backup out in an empty data folder: all of it, or nothing.

It is unpacked and checked in a folder inside (so that it is on the same disk, and its owner's),
then moved up, the state last. Until that folder is gone no collector starts here.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tarfile
import zlib
from collections.abc import Callable
from contextlib import closing
from io import RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO

from collector.folder import private
from collector.folder.backup import FORMAT, BackupError
from collector.folder.belongings import DUMP, JOURNAL, MANIFEST, RESTORING, STATE, is_kept

_PIECE = 1 << 20
_UNREADABLE = (tarfile.TarError, EOFError, zlib.error, OSError)

Place = Callable[[Path], None]
"""Puts the state of a backup, laid out in a folder, where it belongs."""


def _stays(work: Path) -> None:
    if (work / DUMP).exists():
        raise BackupError("the state in this backup was in a database elsewhere")


def restore(file: Path, data: Path, place: Place = _stays) -> int:
    """Lay a backup out in an empty folder; when it was made (UTC s). Raises BackupError."""
    _check_empty(data)
    fresh, work, laid = not data.exists(), data / RESTORING, list[Path]()
    try:
        private.folder(data)
        private.folder(work)
        made = _unpack(file, work)
        _check_databases(file, work)
        place(work)
        _move_up(work, data, laid)
    except BaseException:  # a restore that Ctrl-C cuts short leaves nothing behind either
        for left in (data,) if fresh else (work, *laid):
            _remove(left)
        raise
    return made


def _check_empty(data: Path) -> None:
    if (data / RESTORING).exists():
        raise BackupError(
            f"a restore into {data} was cut short. Empty that folder, or name another one."
        )
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} is not empty. Restore into a new folder, then serve from it.")


def _remove(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


def _unpack(file: Path, work: Path) -> int:
    try:
        with tarfile.open(file, "r:gz") as tar:
            made = _check_manifest(tar, file)
            for member in tar:
                _extract(tar, member, work)
            _read_out(tar)
    except _UNREADABLE as error:
        raise BackupError(f"{file} cannot be read as a backup: {error}") from None
    return made


def _read_out(tar: tarfile.TarFile) -> None:
    """To the very end, where the checksum of all of it is."""
    while tar.fileobj is not None and tar.fileobj.read(_PIECE):
        pass


def _check_manifest(tar: tarfile.TarFile, file: Path) -> int:
    first = tar.next()
    stream = tar.extractfile(first) if first and first.name == MANIFEST else None
    if stream is None:
        raise BackupError(f"{file} is not a backup of Mkaguzi: it has no {MANIFEST}.")
    try:
        manifest = json.loads(stream.read(_PIECE))
        version, made = int(manifest["format"]), int(manifest["made"])
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"{file} is damaged: its {MANIFEST} makes no sense.") from None
    if version != FORMAT:
        raise BackupError(f"{file} is of a newer Mkaguzi; restore it with that version.")
    return made


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, work: Path) -> None:
    """Plain files of ours alone: a backup may have been in strange hands (links, ..)."""
    name = PurePosixPath(member.name)
    stream = tar.extractfile(member) if member.isfile() else None
    if stream is None or name.is_absolute() or ".." in name.parts or not _belongs(name):
        return
    place = work.joinpath(*name.parts)
    try:
        for folder in reversed(place.relative_to(work).parents):
            private.folder(work / folder)
        with private.open_new(place).detach() as target:
            _write(stream, target, place)
    except FileExistsError:
        raise BackupError(f"{member.name} is in the backup twice; it was tampered with.") from None


def _belongs(name: PurePosixPath) -> bool:
    return bool(name.parts) and (str(name) in (STATE, JOURNAL, DUMP) or is_kept(name))


def _write(stream: IO[bytes], target: RawIOBase, place: Path) -> None:
    while piece := memoryview(stream.read(_PIECE)):
        try:
            while piece:
                piece = piece[target.write(piece) :]
        except OSError as error:
            raise BackupError(f"cannot write {place}: {error.strerror}") from None


def _check_databases(file: Path, work: Path) -> None:
    if not (work / STATE).exists() and not (work / DUMP).exists():
        raise BackupError(f"{file} holds no state; take another backup.")
    for name in (STATE, JOURNAL):
        if (work / name).exists():
            try:
                with closing(sqlite3.connect(work / name)) as connection:
                    answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
            except sqlite3.Error as error:
                answer = str(error)
            if answer != "ok":
                raise BackupError(f"{name} in the backup is damaged: {answer}")


def _move_up(work: Path, data: Path, laid: list[Path]) -> None:
    in_order = sorted(work.iterdir(), key=lambda entry: entry.name == STATE)
    laid.extend(entry.rename(data / entry.name) for entry in in_order)
    os.sync()
    work.rmdir()

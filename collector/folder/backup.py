"""A backup while the collector runs, and its restore.

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
from contextlib import closing
from pathlib import Path, PurePosixPath

from collector.folder import private
from collector.folder.lastgood import FOLDER
from collector.problem import Problem

FORMAT = 1
MANIFEST = "manifest.json"
DATABASES = ("state.db", "journal.db")
"""In the order they are copied."""
OTHERS = ("mkaguzi.toml", "organisation.yaml", "standards", FOLDER, "tls", "secrets", "outbox")


class BackupError(Problem):
    """The backup or the restore did not happen. The message names the cause and the remedy."""


def backup(data: Path, file: Path, now: int) -> int:
    """Write all of the data folder to `file`; its size in bytes. Raises BackupError."""
    if not (data / DATABASES[0]).exists():
        raise BackupError(f"there is no collector's data in {data}. Name the folder with --data.")
    part = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=data, prefix="backup-") as work:
            _copy_databases(data, Path(work))
            _write_manifest(Path(work), now)
            _pack(data, Path(work), part)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BackupError(f"cannot write {file}: {error.strerror or error}") from None
    return file.stat().st_size


def _copy_databases(data: Path, work: Path) -> None:
    for name in DATABASES:
        if (data / name).exists():
            with (
                closing(
                    sqlite3.connect(f"file:{_quoted(data / name)}?mode=ro", uri=True)
                ) as source,
                closing(sqlite3.connect(work / name)) as target,
            ):
                source.backup(target)


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _write_manifest(work: Path, now: int) -> None:
    manifest = {"format": FORMAT, "product": "mkaguzi", "made": now}
    (work / MANIFEST).write_text(json.dumps(manifest), encoding="ascii")


def _pack(data: Path, work: Path, part: Path) -> None:
    part.unlink(missing_ok=True)
    with private.open_new(part) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
            for file in sorted(work.iterdir(), key=lambda f: f.name != MANIFEST):
                tar.add(file, file.name)
            for name in OTHERS:
                if (data / name).exists():
                    tar.add(data / name, name)
        raw.flush()
        os.fsync(raw.fileno())


def restore(file: Path, data: Path) -> int:
    """Lay a backup out in an empty folder; when it was made (UTC s). Raises BackupError."""
    if data.exists() and any(data.iterdir()):
        raise BackupError(f"{data} is not empty. Restore into a new folder, then serve from it.")
    try:
        with tarfile.open(file, "r:gz") as tar:
            made = _check_manifest(tar, file)
            private.folder(data)
            for member in tar:
                _extract(tar, member, data)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupError(f"{file} cannot be read as a backup: {error}") from None
    _check_databases(data)
    return made


def _check_manifest(tar: tarfile.TarFile, file: Path) -> int:
    first = tar.next()
    stream = tar.extractfile(first) if first and first.name == MANIFEST else None
    if stream is None:
        raise BackupError(f"{file} is not a backup of Mkaguzi: it has no {MANIFEST}.")
    manifest = json.load(stream)
    if manifest.get("format") != FORMAT:
        raise BackupError(f"{file} is of a newer Mkaguzi; restore it with that version.")
    return int(manifest["made"])


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, data: Path) -> None:
    """Plain files of ours alone: a backup may have been in strange hands (links, ..)."""
    parts = PurePosixPath(member.name).parts
    stream = tar.extractfile(member) if member.isfile() else None
    if stream is None or ".." in parts or parts[0] not in (*DATABASES, *OTHERS):
        return
    place = data.joinpath(*parts)
    private.folder(place.parent)
    with private.open_new(place) as target:
        shutil.copyfileobj(stream, target)


def _check_databases(data: Path) -> None:
    for name in DATABASES:
        if (data / name).exists():
            with closing(sqlite3.connect(data / name)) as connection:
                answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                raise BackupError(f"{name} in the backup is damaged: {answer}")

"""A backup is made while the collector writes, and its restore is whole and safe."""

from __future__ import annotations

import io
import json
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from collector.folder.backup import BackupError, backup, restore


def fill(data: Path) -> None:
    data.mkdir()
    for name in ("state.db", "journal.db"):
        with closing(sqlite3.connect(data / name)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE t (n INTEGER)")
            connection.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(1000)])
            connection.commit()
    (data / "tls").mkdir()
    (data / "tls" / "ca.key").write_text("key", encoding="ascii")
    (data / "mkaguzi.toml").write_text("", encoding="ascii")


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def test_what_was_backed_up_during_a_write_is_restored_whole(tmp_path: Path) -> None:
    data = tmp_path / "my data"
    fill(data)
    with closing(sqlite3.connect(data / "state.db")) as writer:
        writer.execute("INSERT INTO t VALUES (1000)")  # not committed: not part of it
        backup(data, tmp_path / "b.tar.gz", now=1_795_453_500)
    assert restore(tmp_path / "b.tar.gz", tmp_path / "new") == 1_795_453_500
    assert count(tmp_path / "new" / "state.db") == 1000
    assert count(tmp_path / "new" / "journal.db") == 1000
    assert (tmp_path / "new" / "tls" / "ca.key").read_text(encoding="ascii") == "key"


def test_only_its_owner_can_read_a_backup_and_what_is_restored(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b.tar.gz", now=1)
    restore(tmp_path / "b.tar.gz", tmp_path / "new")
    for file in (tmp_path / "b.tar.gz", tmp_path / "new" / "tls" / "ca.key"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_with_data_is_never_overwritten(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b.tar.gz", now=1)
    with pytest.raises(BackupError, match="is not empty"):
        restore(tmp_path / "b.tar.gz", tmp_path / "var")


def test_a_failed_backup_leaves_the_older_one_alone(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("older", encoding="ascii")
    with pytest.raises(BackupError, match="no collector's data"):
        backup(tmp_path / "nowhere", tmp_path / "b.tar.gz", now=1)
    assert (tmp_path / "b.tar.gz").read_text(encoding="ascii") == "older"


def test_what_is_no_backup_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"not a tar")
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        restore(tmp_path / "b", tmp_path / "new")


def test_a_cut_backup_is_refused(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b", now=1)
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError):
        restore(tmp_path / "b", tmp_path / "new")


def test_a_hostile_backup_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b", "w:gz") as tar:
        for name in ("manifest.json", "tls/../../evil", "/tmp/evil-mkaguzi", "other"):
            content = json.dumps({"format": 1, "made": 1}).encode()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("tls/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "evil").exists()
    assert not Path("/tmp/evil-mkaguzi").exists()
    assert list((tmp_path / "new").iterdir()) == []

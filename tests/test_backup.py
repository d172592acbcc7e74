"""A backup is made while the collector writes; it is whole, and its restore is all or nothing."""

from __future__ import annotations

import io
import json
import os
import socket
import sqlite3
import stat
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from collector.folder import belongings, config, opening
from collector.folder.backup import BackupError, backup
from collector.folder.opening import FolderError
from collector.folder.restoring import restore
from collector.organisation.chart import EXAMPLE
from tests.full_disk import room_for

NAMED = {
    "mkaguzi.toml": b'organisation = "region.yaml"\n[mail]\nhost = "mail.go.tz"\nusername = "m"\n'
    b'password_file = "mail.password"\nca_file = "certificates/mail-ca.pem"\n',
    "region.yaml": b"region: {}\n",
    "mail.password": b"siri\n",
    "certificates/mail-ca.pem": b"a certificate\n",
    "tls/ca.key": b"key",
    "standards/adopted.yaml": b"adopted: []\n",
    "outbox/new/1@example": b"a mail",
    "notes of ours/mbulu.txt": b"ask Asha",
}
PASSING = {
    "lock": b"1",
    "region.yaml.part": b"half",
    "state.db-wal": b"log",
    "agent/identity.json": b"{}",
    "agent/spool/1": b"batch",
    "journal.damaged-20261123-200600.db": b"broken",
    ".backup-abc/state.db": b"copy",
}


def fill(data: Path, files: dict[str, bytes] | None = None) -> None:
    data.mkdir()
    for name in ("state.db", "journal.db"):
        with closing(sqlite3.connect(data / name)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE t (n INTEGER)")
            connection.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(1000)])
            connection.commit()
    for name, content in (files if files is not None else NAMED).items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM t").fetchone()[0])


def contents(data: Path) -> dict[str, bytes]:
    """Every file in a folder but the databases."""
    found = (file for file in data.rglob("*") if file.is_file() and file.suffix != ".db")
    return {str(file.relative_to(data)): file.read_bytes() for file in found}


def test_what_was_backed_up_during_a_write_is_restored_whole(tmp_path: Path) -> None:
    data = tmp_path / "my data"
    fill(data)
    with closing(sqlite3.connect(data / "state.db")) as writer:
        writer.execute("INSERT INTO t VALUES (1000)")  # not committed: not part of it
        backup(data, tmp_path / "b.tar.gz", now=1_795_453_500)
    assert restore(tmp_path / "b.tar.gz", tmp_path / "new") == 1_795_453_500
    assert count(tmp_path / "new" / "state.db") == 1000
    assert count(tmp_path / "new" / "journal.db") == 1000


def test_it_holds_whatever_is_in_the_folder_but_for_what_can_be_made_again(tmp_path: Path) -> None:
    fill(tmp_path / "var", NAMED | PASSING)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "var" / "door"))
        backup(tmp_path / "var", tmp_path / "b", now=1)
    restore(tmp_path / "b", tmp_path / "new")
    assert contents(tmp_path / "new") == NAMED
    assert config.load(tmp_path / "new").organisation_file.read_bytes() == b"region: {}\n"


def test_what_a_link_leads_to_is_in_it_and_a_circle_does_no_harm(tmp_path: Path) -> None:
    fill(tmp_path / "var", {})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "ours.yaml").write_bytes(b"rules: []")
    (tmp_path / "var" / "standards").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "var" / "circle").symlink_to(tmp_path / "var")
    (tmp_path / "var" / "nowhere").symlink_to("/nowhere")
    backup(tmp_path / "var", tmp_path / "b", now=1)
    restore(tmp_path / "b", tmp_path / "new")
    assert contents(tmp_path / "new") == {"standards/ours.yaml": b"rules: []"}


def test_what_the_settings_name_outside_the_folder_is_named(tmp_path: Path) -> None:
    mail = {"password_file": "mail.password", "ca_file": "/etc/ssl/certs/ours.pem"}
    content = {"organisation": "../region.yaml", "mail": mail}
    settings = config.parse(content, tmp_path / "var", "")
    assert belongings.outside(settings) == [
        (tmp_path / "region.yaml", "organisation"),
        (Path("/etc/ssl/certs/ours.pem"), "[mail] ca_file"),
    ]


def test_only_its_owner_can_read_a_backup_and_what_is_restored(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b.tar.gz", now=1)
    restore(tmp_path / "b.tar.gz", tmp_path / "new")
    for file in (tmp_path / "b.tar.gz", *(tmp_path / "new").rglob("*")):
        assert stat.S_IMODE(file.stat().st_mode) == (0o700 if file.is_dir() else 0o600)


def test_a_folder_with_data_is_never_overwritten(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b.tar.gz", now=1)
    before = contents(tmp_path / "var")
    with pytest.raises(BackupError, match="is not empty"):
        restore(tmp_path / "b.tar.gz", tmp_path / "var")
    assert contents(tmp_path / "var") == before


def test_a_failed_backup_leaves_the_older_one_alone(tmp_path: Path) -> None:
    (tmp_path / "b.tar.gz").write_text("older", encoding="ascii")
    with pytest.raises(BackupError, match="no collector's data"):
        backup(tmp_path / "nowhere", tmp_path / "b.tar.gz", now=1)
    fill(tmp_path / "var")
    (tmp_path / "var" / "state.db").write_bytes(b"\0" * 8192)
    with pytest.raises(BackupError, match="is damaged: file is not a database"):
        backup(tmp_path / "var", tmp_path / "b.tar.gz", now=1)
    assert (tmp_path / "b.tar.gz").read_text(encoding="ascii") == "older"
    assert not (tmp_path / "b.tar.gz.part").exists()


def test_a_damaged_journal_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    (tmp_path / "var" / "journal.db").write_bytes(b"\0" * 8192)
    made = backup(tmp_path / "var", tmp_path / "b", now=1)
    assert [one.partition(",")[0] for one in made.missing] == [str(tmp_path / "var" / "journal.db")]
    restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "new" / "journal.db").exists()


def test_a_backup_does_not_go_into_what_it_backs_up(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    with pytest.raises(BackupError, match="lies in the data folder"):
        backup(tmp_path / "var", tmp_path / "var" / "b.tar.gz", now=1)


def test_what_a_killed_backup_left_is_taken_away_after_a_day(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    for name in (".backup-old", ".backup-new"):
        (tmp_path / "var" / name).mkdir()
    os.utime(tmp_path / "var" / ".backup-old", (1, 1))
    backup(tmp_path / "var", tmp_path / "b", now=100_000)
    left = [file.name for file in (tmp_path / "var").glob(".backup-*")]
    assert left == [".backup-new"]


@pytest.mark.parametrize("size", [100, 9_000, 14_000])
def test_without_room_a_backup_says_so_and_leaves_nothing(tmp_path: Path, size: int) -> None:
    fill(tmp_path / "var", NAMED | {"big": os.urandom(20_000)})
    with room_for(size), pytest.raises(BackupError, match=r"cannot (write|copy)"):
        backup(tmp_path / "var", tmp_path / "b", now=1)
    assert [file.name for file in tmp_path.iterdir()] == ["var"]
    assert not list((tmp_path / "var").glob(".backup-*"))


def test_without_room_a_restore_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    fill(tmp_path / "var", NAMED | {"big": os.urandom(20_000)})
    backup(tmp_path / "var", tmp_path / "b", now=1)
    (tmp_path / "empty").mkdir()
    for place in ("new", "empty"):
        with room_for(19_000), pytest.raises(BackupError, match=r"cannot write .*: File too large"):
            restore(tmp_path / "b", tmp_path / place)
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_is_no_backup_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"not a tar")
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_backup_that_is_cut_or_changed_anywhere_is_refused_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b", now=1)
    whole = (tmp_path / "b").read_bytes()
    for at in range(0, len(whole) - 1, len(whole) // 60):
        flipped = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        for spoilt in (whole[:at], flipped):
            if 3 < at < 10 and spoilt == flipped:
                continue  # gzip's own time and system: nothing of ours
            (tmp_path / "b").write_bytes(spoilt)
            with pytest.raises(BackupError):
                restore(tmp_path / "b", tmp_path / "new")
            assert not (tmp_path / "new").exists()


def packed(place: Path, members: dict[str, bytes], manifest: bytes | None = None) -> Path:
    """A backup with these files in it, made by somebody else."""
    plain = json.dumps({"format": 1, "made": 1}).encode()
    with tarfile.open(place, "w:gz") as tar:
        for name, content in {"manifest.json": manifest or plain, **members}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("tls/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return place


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        (b"{", "makes no sense"),
        (b"[]", "makes no sense"),
        (b"\xff\xfe", "makes no sense"),
        (b'{"format": 1}', "makes no sense"),
        (b'{"format": 1, "made": "monday"}', "makes no sense"),
        (b'{"format": null, "made": 1}', "makes no sense"),
        (b'{"format": 2, "made": 1}', "newer Mkaguzi"),
        (b'{"format": 1, "made": 1}', "holds no state"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_said(tmp_path: Path, manifest: bytes, said: str) -> None:
    packed(tmp_path / "b", {}, manifest)
    with pytest.raises(BackupError, match=said):
        restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_damaged_database_in_a_backup_is_refused(tmp_path: Path) -> None:
    packed(tmp_path / "b", {"state.db": b"no database" * 1000})
    with pytest.raises(BackupError, match=r"state\.db in the backup is damaged"):
        restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_hostile_backup_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    """Nor can it lay beside the state what SQLite would take for the state's log."""
    fill(tmp_path / "var", {})
    evil = ["tls/../../evil", "/tmp/evil-mkaguzi", "../evil"]
    evil += ["state.db-wal", "lock", ".restoring/x"]
    members = {"state.db": (tmp_path / "var" / "state.db").read_bytes(), "ours": b"1"}
    packed(tmp_path / "b", {**dict.fromkeys(evil, b"evil"), **members})
    restore(tmp_path / "b", tmp_path / "new")
    assert not (tmp_path / "evil").exists()
    assert not Path("/tmp/evil-mkaguzi").exists()
    assert sorted(file.name for file in (tmp_path / "new").iterdir()) == ["ours", "state.db"]


def test_no_collector_starts_where_a_restore_was_cut_short(tmp_path: Path) -> None:
    fill(tmp_path / "var")
    backup(tmp_path / "var", tmp_path / "b", now=1)

    def cut(work: Path) -> None:
        assert (work / "state.db").exists()
        with pytest.raises(FolderError, match="was cut short"):
            opening.prepare(config.Settings(data=tmp_path / "new"), EXAMPLE)
        with pytest.raises(BackupError, match="was cut short"):
            restore(tmp_path / "b", tmp_path / "new")

    restore(tmp_path / "b", tmp_path / "new", cut)
    opening.prepare(config.load(tmp_path / "new"), EXAMPLE)

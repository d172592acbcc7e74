"""Files that a power cut has damaged: deliveries go on, and a state is never begun anew."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from collector.alerts import gathering
from collector.app import Collector
from collector.cli import failures
from collector.cli.command import main
from collector.folder.config import Settings
from collector.organisation.scope import Scope
from collector.problem import Problem
from collector.store import damage
from collector.store.damage import DamagedError
from collector.store.journal import Journal, JournalError
from collector.store.state import notes
from collector.store.state.database import reader
from tests.test_app import applied, delivered, enrolled, running
from tests.test_journal import append, entry

Spoil = Callable[[Path], None]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as the power goes: the collector that works in it has applied three batches."""
    place = tmp_path_factory.mktemp("once")
    with running(place / "var") as collector:
        enrolled(collector)
        for seq in range(3):
            delivered(collector, seq)
        shutil.copytree(place / "var", place / "cut")
    return place / "cut"


@pytest.fixture
def data(once: Path, tmp_path: Path) -> Path:
    """The same for one test to spoil."""
    return Path(shutil.copytree(once, tmp_path / "var"))


def scribbled(file: Path) -> None:
    """Its pages hold something else, all but the first."""
    written_back(file)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    file.write_bytes(content)
    file.with_name(f"{file.name}-wal").write_bytes(b"\0" * 64)  # not closed in order


def written_back(file: Path) -> None:
    """All that is in its log is in it."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def overwritten(file: Path) -> None:
    """It is no database at all."""
    file.write_bytes(b"\0" * 8192)
    file.with_name(f"{file.name}-wal").unlink()


def shortened(file: Path) -> None:
    """Its end is missing."""
    written_back(file)
    file.write_bytes(file.read_bytes()[:4096])


def emptied(file: Path) -> None:
    """Nothing of it came to the disk."""
    file.write_bytes(b"")
    file.with_name(f"{file.name}-wal").unlink()


SPOILS = [scribbled, overwritten, shortened, emptied]


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_damaged_journal_is_set_aside_and_deliveries_go_on(
    data: Path, spoil: Spoil, caplog: pytest.LogCaptureFixture
) -> None:
    spoil(data / "journal.db")
    with caplog.at_level(logging.ERROR), running(data) as collector:
        delivered(collector, 7)
        assert applied(collector) == 4
        assert len(collector.journal.after(0, 10)) == 1
        with reader(collector.engine).connect() as connection:
            told = notes.set_aside_since(connection, int(time.time()) - 60)
    assert told is not None
    assert told[1] in (0, -1)
    assert [file.suffix for file in data.glob("journal.damaged-*.db")] == [".db"]
    assert "the journal is damaged" in caplog.text


def test_what_was_not_applied_of_a_damaged_journal_is_counted_and_told(
    data: Path, tmp_path: Path
) -> None:
    with running(data) as collector:
        collector._follower.stop()
        append(collector.journal, *(entry(n, agent="f" * 32) for n in range(5)))
        shutil.copytree(data, tmp_path / "again")
    data = tmp_path / "again"
    hole(data / "journal.db")
    with running(data) as collector:
        assert applied(collector) == 3
        with reader(collector.engine).connect() as connection:
            region, now = collector.region(), int(time.time())
            scope = Scope(None)
            news = gathering.news(connection, region, scope, (), now, str, str, str)
        assert news.broken is not None
        assert news.broken[1] == 5
        assert collector.journal.submit(entry(9)).result() == 9


def hole(file: Path) -> None:
    """Damage in the table of batches alone: the file still tells what it gave last."""
    written_back(file)
    with sqlite3.connect(file) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'journal'")
        at = (root.fetchone()[0] - 1) * 4096
    connection.close()
    content = bytearray(file.read_bytes())
    content[at : at + 64] = b"\xa5" * 64
    file.write_bytes(content)
    file.with_name(f"{file.name}-wal").write_bytes(b"\0" * 64)  # not closed in order


def test_a_journal_that_is_damaged_while_it_is_open_is_left_for_a_new_one(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.db")
    append(journal, *(entry(n) for n in range(20)))
    written_back(tmp_path / "journal.db")
    content = (tmp_path / "journal.db").read_bytes()
    with (tmp_path / "journal.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (len(content) - 4096))
    with pytest.raises(sqlite3.DatabaseError):
        journal.after(0, 10)
    assert append(journal, entry(21)) == [21]
    assert [record.entry.seq for record in journal.after(0, 10)] == [21]
    (aside,) = journal.set_aside
    assert aside.last == 20
    assert (tmp_path / aside.name).exists()
    journal.close()


def test_a_journal_that_cannot_be_set_aside_acknowledges_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "journal.db")
    journal._damage = "as if"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(JournalError, match="No space"):
            journal.submit(entry(1)).result()
    assert append(journal, entry(1)) == [1]
    journal.close()


def refuse(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_new_journal_begins_after_what_the_state_has_applied(data: Path) -> None:
    for file in data.glob("journal.db*"):
        file.unlink()
    with running(data) as collector:
        delivered(collector, 7)
        assert applied(collector) == 4


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_damaged_state_is_refused_with_the_remedy_and_left_as_it_is(
    data: Path, spoil: Spoil, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(data / "state.db")
    spoilt = (data / "state.db").read_bytes()
    (data / "mkaguzi.toml").write_text('[pages]\nlisten = "127.0.0.1:0"\n', encoding="ascii")
    assert main(["--data", str(data), "serve"]) == 3
    said = capsys.readouterr().err
    assert f"the state, {data / 'state.db'}, is damaged: " in said
    assert "restore FILE" in said
    assert (data / "state.db").read_bytes() == spoilt


def test_a_state_that_is_gone_is_not_begun_anew_beside_its_journal(data: Path) -> None:
    for file in data.glob("state.db*"):
        file.unlink()
    with pytest.raises(DamagedError, match="the state knows no agent"):
        Collector(Settings(data=data))


def test_a_start_that_failed_lets_another_have_the_folder(data: Path) -> None:
    (data / "tls" / "ca.pem").write_text("no certificate", encoding="ascii")
    for _ in range(2):
        with pytest.raises(Problem, match="own CA"):
            Collector(Settings(data=data))


@pytest.mark.parametrize("words", [["agents", "list"], ["people", "list"], ["mail", "list"]])
def test_a_command_says_that_the_state_is_damaged(
    data: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    overwritten(data / "state.db")
    assert main(["--data", str(data), *words]) == 3
    assert "is damaged: file is not a database" in capsys.readouterr().err


def test_a_command_that_meets_a_damaged_journal_leaves_it_alone(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overwritten(data / "journal.db")
    assert main(["--data", str(data), "clock", "show"]) == 3
    assert "A collector that starts sets it aside" in capsys.readouterr().err
    assert not list(data.glob("*damaged*"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SQLITE_FULL", "Make room"),
        ("SQLITE_CANTOPEN_ISDIR", "sudo -u USER"),
        ("SQLITE_IOERR_READ", "disk does not work"),
        ("SQLITE_NOLFS", "as it is told"),
    ],
)
def test_other_trouble_of_the_state_is_said_with_its_remedy(name: str, said: str) -> None:
    plain = sqlite3.OperationalError("as it is told")
    plain.sqlite_errorname, plain.sqlite_errorcode = name, 1
    error = OperationalError("SELECT 1", {}, plain)
    told = failures.told(error, Settings(data=Path("var")))
    assert told.startswith("var/state.db cannot be used: ")
    assert said in told
    assert failures.code(error) == 1


def test_a_database_server_s_trouble_is_one_line() -> None:
    error = OperationalError("SELECT 1", {}, Exception("no server\nhint: look"))
    assert failures.told(error, Settings()).endswith("cannot be used: no server")


def test_a_file_that_was_used_in_order_is_looked_at_but_briefly(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.db").close()
    assert damage.look(tmp_path / "journal.db") is None
    assert damage.look(tmp_path / "nowhere.db") is None

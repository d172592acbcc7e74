"""The state row by row: out of one database, whole into another of either kind; and by command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    URL,
    BigInteger,
    Boolean,
    Column,
    Engine,
    Float,
    Integer,
    insert,
    select,
)

from collector.cli.command import main
from collector.folder.config import Settings
from collector.problem import Problem
from collector.store.state import dump, mails
from collector.store.state.database import open_state
from collector.store.state.schema import metadata
from tests import databases
from tests.mail_world import NOW
from tests.test_app import applied, delivered, enrolled, running

POSTGRESQL = pytest.mark.needs("postgres", "setpriv")
KINDS = ["sqlite", pytest.param("postgresql", marks=POSTGRESQL)]


@contextmanager
def opened(where: str | URL) -> Iterator[Engine]:
    """A state."""
    engine = open_state(where)
    yield engine
    engine.dispose()


def rows(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, in an order of its own."""
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
        }


def sample(column: Column[Any], number: int) -> Any:
    """A value for a column; in every second row nothing, where that may be."""
    if column.nullable and number % 2:
        return None
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return sample(key.column, number)
    by_kind = {
        Boolean: bool(number % 2),
        Float: number + 0.25,
        BigInteger: (1 << 33) + number,
        Integer: number,
        JSON: {"text": "Hanang’ \x00", "list": [1, None, 2.5, {"deep": True}]},
    }
    found = (value for kind, value in by_kind.items() if isinstance(column.type, kind))
    return next(found, f"{column.name} ’{number}")


@pytest.fixture
def state(each_database: str, tmp_path: Path) -> Iterator[Engine]:
    """A state with rows in every table."""
    (tmp_path / "full").mkdir()
    engine = open_state(databases.url_of(tmp_path / "full"))
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            made = [{c.name: sample(c, n) for c in table.c} for n in range(1, 8)]
            connection.execute(insert(table), made)
    yield engine
    engine.dispose()


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database's URL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'target.db'}"
    here = request.getfixturevalue("postgresql")
    return databases.empty(here, tmp_path / "target")


def test_a_state_goes_whole_from_either_database_into_either(
    state: Engine, target: str, tmp_path: Path
) -> None:
    dump.dump(state, tmp_path / "rows")
    dump.load(target, tmp_path / "rows")
    with opened(target) as after:
        assert rows(after) == rows(state)
        assert all(rows(after).values())
        with after.begin() as connection:  # numbers go on
            values = {"message_id": "<new@test>", "kind": "test", "recipient": "a@b", "org": None}
            texts = {"lang": "en", "subject": "", "plain": "", "html": ""}
            assert mails.add(connection, {**values, **texts}, NOW) == 8


def test_a_database_with_a_state_is_left_as_it_is(
    state: Engine, target: str, tmp_path: Path
) -> None:
    dump.dump(state, tmp_path / "rows")
    dump.load(target, tmp_path / "rows")
    with pytest.raises(Problem, match="holds a state already"):
        dump.load(target, tmp_path / "rows")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda lines: ["{"], "is damaged"),
        (lambda lines: [], "is damaged"),
        (lambda lines: ["[]", *lines[1:]], "newer Mkaguzi"),
        (lambda lines: ['{"format": 1, "revision": "9999"}', *lines[1:]], "newer Mkaguzi"),
        (lambda lines: [*lines[:-1], lines[-1][:-9]], "is damaged"),
    ],
    ids=["no head", "empty", "another form", "another version", "cut"],
)
def test_a_dump_that_is_not_whole_leaves_the_database_empty(
    state: Engine, target: str, tmp_path: Path, spoil: Any, said: str
) -> None:
    dump.dump(state, tmp_path / "rows")
    lines = (tmp_path / "rows").read_text(encoding="utf-8").splitlines()
    (tmp_path / "spoilt").write_text("\n".join(spoil(lines)), encoding="utf-8")
    with pytest.raises(Problem, match=said):
        dump.load(target, tmp_path / "spoilt")
    dump.load(target, tmp_path / "rows")


# --- by command --------------------------------------------------------------------------------


def run(data: Path, *words: str) -> int:
    return main(["--data", str(data), *words])


REGION = """\
region: {code: ours, name: {en: Our region, sw: Mkoa wetu}}
councils:
  - code: mbulu-dc
    type: DC
    name: {en: Mbulu, sw: Mbulu}
    sites: [{code: mbulu-dc-hq, name: {en: HQ, sw: Makao makuu}}]
"""


def test_a_collector_goes_on_from_what_was_restored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, ca = tmp_path / "var", tmp_path / "mail-ca.pem"
    data.mkdir()
    (data / "mkaguzi.toml").write_text(
        f'organisation = "region.yaml"\n[mail]\npassword_file = "mail.password"\nca_file = "{ca}"\n'
    )
    (data / "region.yaml").write_text(REGION)
    (data / "mail.password").write_text("siri")
    with running(data) as collector:
        enrolled(collector)
        delivered(collector, 1)
        assert run(data, "backup", str(tmp_path / "b")) == 0
        delivered(collector, 2)
    assert f"NOT in it:\n  {ca} ([mail] ca_file)" in capsys.readouterr().out
    assert run(tmp_path / "new", "restore", str(tmp_path / "b")) == 0
    said = capsys.readouterr().out
    assert f"NOT in it: {ca} ([mail] ca_file); see that it is there" in said
    assert "NOT in it: what came since then" in said
    assert "NOT in it: the program and its systemd unit" in said
    assert (tmp_path / "new" / "mail.password").read_text() == "siri"
    with running(tmp_path / "new") as collector:
        assert collector.region().name.en == "Our region"
        delivered(collector, 3)


def test_the_remedy_for_a_damaged_state_loses_nothing_that_was_delivered(tmp_path: Path) -> None:
    """The last backup, and the journal of now: what came since is applied from it."""
    data = tmp_path / "var"
    with running(data) as collector:
        enrolled(collector)
        delivered(collector, 1)
        assert run(data, "backup", str(tmp_path / "b")) == 0
        delivered(collector, 2)
        delivered(collector, 3)
    (data / "state.db").write_bytes(b"\0" * 8192)
    assert run(data, "serve") == 3
    assert run(tmp_path / "new", "restore", str(tmp_path / "b")) == 0
    for file in data.glob("journal.db*"):
        shutil.move(file, tmp_path / "new" / file.name)
    with running(tmp_path / "new") as collector:
        delivered(collector, 4)
        assert applied(collector) == 4


@POSTGRESQL
def test_a_state_in_postgresql_is_backed_up_and_goes_back_to_either(
    postgresql: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, theirs = tmp_path / "var", databases.empty(postgresql, tmp_path / "theirs")
    data.mkdir()
    (data / "mkaguzi.toml").write_text(f'database = "{theirs}"\n')
    with running(data) as collector:
        enrolled(collector)
        delivered(collector, 1)
    (data / "agent").mkdir()
    (data / "journal.damaged-20261123-200600.db").write_bytes(b"")
    capsys.readouterr()
    assert run(data, "backup", str(tmp_path / "b")) == 0
    _, state, *rest = capsys.readouterr().out.splitlines()
    assert state == f"the state of the database postgres at {postgresql} is in it, row by row"
    assert rest == [
        "NOT in it:",
        f"  {data}/agent (the agent beside the collector; it enrols anew)",
        f"  {data}/journal.damaged-20261123-200600.db (a journal that was damaged and set aside)",
        "  the program and its systemd unit (mkaguzi unit)",
    ]
    assert not (data / "state.db").exists()

    assert run(tmp_path / "new", "restore", str(tmp_path / "b")) == 1
    assert "holds a state already" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()

    assert run(tmp_path / "new", "restore", str(tmp_path / "b"), "--database", "") == 0
    assert 'set database = ""' in capsys.readouterr().out
    (tmp_path / "new" / "mkaguzi.toml").write_text("")
    with running(tmp_path / "new") as collector:
        delivered(collector, 2)
        assert applied(collector) == 2


@POSTGRESQL
def test_a_state_in_the_folder_can_move_to_postgresql(postgresql: str, tmp_path: Path) -> None:
    data, theirs = tmp_path / "var", databases.empty(postgresql, tmp_path / "theirs")
    with running(data) as collector:
        enrolled(collector)
        delivered(collector, 1)
    assert run(data, "backup", str(tmp_path / "b")) == 0
    assert run(tmp_path / "new", "restore", str(tmp_path / "b"), "--database", theirs) == 0
    assert not (tmp_path / "new" / "state.db").exists()
    with opened(theirs) as here, opened(Settings(data=data).database_url) as before:
        assert rows(here)["fact"] == rows(before)["fact"] != []

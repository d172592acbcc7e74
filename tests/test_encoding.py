"""A PostgreSQL database that is not UTF8 is refused, with the remedy, and nothing is made in it."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from collector.cli.command import main
from collector.store.state.database import open_state
from tests.test_app import running

pytestmark = pytest.mark.needs("postgres", "setpriv")


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def odd(request: pytest.FixtureRequest, postgresql: str) -> str:
    """The URL of an empty database of another encoding."""
    return database(postgresql, request.param)


def database(here: str, encoding: str) -> str:
    """A fresh database."""
    name = f"as_{encoding.lower()}"
    make = "CREATE DATABASE {} ENCODING {} TEMPLATE template0"
    with psycopg.connect(f"host={here} user=postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL(make).format(sql.Identifier(name), sql.Literal(encoding)))
    return f"postgresql://postgres:siri@/{name}?host={here}"


def tables(url: str) -> list[object]:
    """What there is in a database."""
    with psycopg.connect(url) as server:
        return list(server.execute("SELECT relname FROM pg_class WHERE relname LIKE '%asset%'"))


def test_a_collector_does_not_start_over_it(
    odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mkaguzi.toml").write_text(f'database = "{odd}"\n')
    assert main(["--data", str(tmp_path), "serve"]) == 2
    said = capsys.readouterr().err
    assert odd.partition("?")[0].partition("/as_")[2].upper() in said
    assert "createdb --encoding UTF8 --template template0" in said
    assert "siri" not in said
    assert tables(odd) == []


def test_nothing_is_restored_into_it(
    odd: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path / "var"):
        pass
    assert main(["--data", str(tmp_path / "var"), "backup", str(tmp_path / "b")]) == 0
    into = ["--data", str(tmp_path / "new"), "restore", str(tmp_path / "b"), "--database", odd]
    assert main(into) == 2
    assert "createdb --encoding UTF8" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert tables(odd) == []


def test_the_remedy_helps(postgresql: str) -> None:
    url = database(postgresql, "UTF8")
    open_state(url).dispose()
    assert tables(url)

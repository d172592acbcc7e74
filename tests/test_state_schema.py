"""The migrations make exactly the tables of the schema, and can be run again over data."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, inspect
from sqlalchemy.exc import OperationalError

from collector.identity.keys import Key
from collector.organisation.scope import Scope
from collector.store.state import assets, flips, newcomers, notes, running
from collector.store.state.database import MIGRATIONS, connect, migrate, open_state, upgrade
from collector.store.state.schema import metadata
from tests import databases


def difference(url: str | URL) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[Any] = compare_metadata(context, metadata)
    engine.dispose()
    return found


def test_the_migrations_make_the_tables_of_the_schema(each_database: str, tmp_path: Path) -> None:
    url = databases.url_of(tmp_path)
    open_state(url).dispose()
    assert difference(url) == []


def test_each_index_and_key_is_made_under_its_name(each_database: str, tmp_path: Path) -> None:
    engine = open_state(databases.url_of(tmp_path))
    made = inspect(engine)
    for table in metadata.tables.values():
        indexes = made.get_indexes(table.name)
        names = {index["name"] for index in indexes if "duplicates_constraint" not in index}
        assert names == {index.name for index in table.indexes}, table.name
        keys = {key["name"] for key in made.get_unique_constraints(table.name)}
        wanted = {c.name for c in table.constraints if c.__visit_name__ == "unique_constraint"}
        assert keys == wanted, table.name
        assert made.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
    engine.dispose()


def test_opening_again_changes_nothing_and_keeps_what_is_there(
    each_database: str, tmp_path: Path
) -> None:
    url = databases.url_of(tmp_path)
    first = open_state(url)
    with first.begin() as connection:
        notes.put(connection, notes.APPLIED, 42)
    first.dispose()
    second = open_state(url)
    with second.connect() as connection:
        assert notes.get(connection, notes.APPLIED) == 42
    second.dispose()
    assert difference(url) == []


def test_a_state_of_the_first_form_is_brought_to_the_newest_with_all_that_is_in_it(
    each_database: str, tmp_path: Path
) -> None:
    engine = connect(databases.url_of(tmp_path))
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO asset (id, host, org, site, kind, state, first_seen, last_seen)"
            " VALUES ('a', 'pc-1', 'mbulu-dc', 'mbulu-dc-hq', 'desktop', 'in_use', 1, 2),"
            " ('b', 'pc-2', 'mbulu-dc', 'mbulu-dc-hq', 'desktop', 'in_use', 9, 9)"
        )
        notes.put(connection, notes.DIGESTED, 5)
        notes.put(connection, notes.ASIDE, 4)
        connection.exec_driver_sql(
            "INSERT INTO flip (asset, rule, after, severity, gap, gap_before, at, fate)"
            " VALUES ('a', 'HLT-01', 'breach', 'minor', false, false, 3, 'digest')"
        )
    migrate(engine)
    with engine.begin() as connection:
        assert [machine.host for machine in running.of(connection, ["a"])] == ["pc-1"]
        (told,) = flips.untold(connection, Scope())
        assert (told.severity, told.severity_before) == ("minor", None)
        assert [new.host for new in newcomers.untold(connection, Scope())] == ["pc-2"]
        assert notes.set_aside_untold(connection) is None
    engine.dispose()
    assert difference(databases.url_of(tmp_path)) == []


def test_a_migration_that_is_cut_leaves_nothing_half_made(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE note (name TEXT)")  # in the way of the first migration
        connection.commit()
    with pytest.raises(OperationalError, match="note already exists"):
        open_state(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert names == {"note"}


def test_what_the_first_tables_held_is_there_after_an_upgrade(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    old = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for status in (400, 401):
            connection.exec_driver_sql(
                "INSERT INTO refusal (at, address, status, reason) VALUES (5, 'x', ?, 'r')",
                (status,),
            )
        for _ in range(2):  # an event had no origin then
            connection.exec_driver_sql(
                "INSERT INTO event (asset, at, kind, detail) VALUES ('a', 5, 'agent_started', '{}')"
            )
    old.dispose()
    new = open_state(url)
    with new.connect() as connection:
        refusals = connection.exec_driver_sql("SELECT status, known, times FROM refusal").all()
        assert [tuple(row) for row in refusals] == [(400, 1, 1), (401, 0, 1)]
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 2
    new.dispose()
    assert difference(url) == []


def test_what_the_first_version_kept_is_carried_over(tmp_path: Path) -> None:
    """Makers were kept as firmware spells them; each machine of HP would contradict itself."""
    url = f"sqlite:///{tmp_path / 'state.db'}"
    with create_engine(url).begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO asset (id, host, org, site, kind, state, first_seen, last_seen)"
            " VALUES ('a', 'pc', 'o', 's', 'desktop', 'in_use', 1, 1)"
        )
        for kind, value in (
            ("serial", "hewlett-packard/czc1"),
            ("board", "hp/a/b"),
            ("uuid", "u/x"),
        ):
            connection.exec_driver_sql("INSERT INTO asset_key VALUES ('a', ?, ?, 1)", (kind, value))
        for value in ("hp inc./czc2", "hp/czc2"):
            connection.exec_driver_sql("INSERT INTO shared_key VALUES ('serial', ?, 1)", (value,))
    engine = open_state(url)
    with engine.connect() as connection:
        assert assets.keys_of(connection, "a") == {
            Key("serial", "hp/czc1"),
            Key("board", "hp/a/b"),
            Key("uuid", "u/x"),
        }
        assert assets.shared(connection) == {Key("serial", "hp/czc2")}
        assert assets.in_use(connection, due=1) == ["a"]
    engine.dispose()


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_what_is_committed_outlives_a_power_cut_and_readers_wait_for_no_writer(
    tmp_path: Path,
) -> None:
    engine = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    with engine.connect() as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()

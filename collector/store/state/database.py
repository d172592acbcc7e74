"""Opening the state: the engine, its SQLite settings and its migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event

from collector.problem import Problem
from collector.store.state.turns import Turns

MIGRATIONS = Path(__file__).with_name("migrations")


def open_state(url: str) -> Engine:
    """The engine for a database URL (`sqlite:///…`, `postgresql+…`), migrated to the newest.

    It is for writing; `reader` makes the one that pages read by. Raises Problem.
    """
    engine = _engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        _take_turns(engine, Turns())
    migrate(engine)
    return engine


def _engine(url: str) -> Engine:
    try:
        return create_engine(url, json_serializer=_packed, json_deserializer=msgspec.json.decode)
    except ImportError as error:
        raise Problem(
            f"[database] in mkaguzi.toml needs a driver that is not installed: {error.name}. "
            "For PostgreSQL: pip install 'mkaguzi[postgresql]'"
        ) from None


def _packed(thing: Any) -> str:
    """JSON, ten times as fast as by the standard library: facts are large."""
    return msgspec.json.encode(thing).decode()


def reader(engine: Engine) -> Engine:
    """The same database for reading: it waits for no writer, and no writer for it."""
    return engine.execution_options(reads=True)


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest form, in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """WAL lets pages read while the pipeline writes; FULL outlives a power cut.

    Transactions are begun by `_take_turns`: left to itself, the driver begins one only at the
    first change, so that a savepoint before it would commit by itself.
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: Engine, turns: Turns) -> None:
    """A writer takes its turn at once: one that has read first could not wait for it any more."""

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reads"):
            connection.exec_driver_sql("BEGIN")
            return
        turns.take(connection)
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            turns.give(connection)
            raise

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", turns.give)
    event.listen(engine, "rollback", turns.give)

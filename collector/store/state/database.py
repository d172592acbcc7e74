"""Opening the state: the engine, how writers begin, and its migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

from collector.problem import Problem
from collector.store.state import reach
from collector.store.state.encoding import hold_to_utf8
from collector.store.state.turns import Turns

MIGRATIONS = Path(__file__).with_name("migrations")
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
"""The driver where a URL names the database alone."""
_WRITER = 0x6D6B6167757A69
"""The lock that a writer holds in PostgreSQL: `mkaguzi` in ASCII."""
_BEGIN = {
    "sqlite": "BEGIN IMMEDIATE",
    "postgresql": "SELECT set_config('lock_timeout', '60s', true),"
    f" pg_advisory_xact_lock({_WRITER})",
}
"""How a writer begins: alone, whatever other processes (commands) there are.

One that has read first could not wait any more, and two that write the same rows in another order
would lock each other out.
"""


def open_state(where: str | URL) -> Engine:
    """The engine for a database URL (`sqlite:///…`, `postgresql://…`), migrated to the newest.

    It is for writing; `reader` makes the one that pages read by. Raises Problem.
    """
    engine = connect(where)
    migrate(engine)
    return engine


def connect(where: str | URL) -> Engine:
    """The same, as its tables are. Raises Problem."""
    engine = _engine(make_url(where))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        hold_to_utf8(engine)
    _take_turns(engine, Turns())
    return engine


def _engine(url: URL) -> Engine:
    kind = url.get_backend_name()
    if kind not in _DRIVERS:
        raise Problem(f"database in mkaguzi.toml is {kind}; it can be sqlite or postgresql")
    if "+" not in url.drivername:
        url = url.set(drivername=_DRIVERS[kind])
    try:
        return create_engine(
            url,
            json_serializer=_packed,
            json_deserializer=msgspec.json.decode,
            hide_parameters=True,  # what is bound may be secret, and ends in a log
            pool_pre_ping=kind != "sqlite",  # a server may have been started anew
            connect_args=reach.arguments(url),
        )
    except ImportError as error:
        raise Problem(
            f"database in mkaguzi.toml needs a driver that is not installed: {error.name}. "
            "For PostgreSQL: pip install 'mkaguzi[postgresql]'"
        ) from None


def _packed(thing: Any) -> str:
    """JSON, ten times as fast as by the standard library: facts are large."""
    return msgspec.json.encode(thing).decode()


def reader(engine: Engine) -> Engine:
    """The same database for reading: it waits for no writer, and no writer for it."""
    return engine.execution_options(reads=True)


def snapshot(engine: Engine) -> Connection:
    """A connection that reads the database as of one moment, however long it reads."""
    if engine.dialect.name == "sqlite":
        return reader(engine).connect()
    return reader(engine).execution_options(isolation_level="REPEATABLE READ").connect()


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest form, in one transaction."""
    with engine.begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, to: str = "head") -> None:
    """The same within a transaction; also to a certain form."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """WAL lets pages read while the pipeline writes; FULL outlives a power cut.

    Transactions are begun by `_take_turns`: left to itself, the driver begins one only at the
    first change, so that a savepoint before it would commit by itself.
    """
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}")


def _take_turns(engine: Engine, turns: Turns) -> None:
    """Writers of this process take turns, and hold the database against those of others."""
    alone = _BEGIN[engine.dialect.name]

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("reads"):
            _begin_reading(connection)
            return
        turns.take(connection)
        try:
            connection.exec_driver_sql(alone)
        except BaseException:
            turns.give(connection)
            raise

    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", turns.give)
    event.listen(engine, "rollback", turns.give)


def _begin_reading(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":  # the other begins by itself
        connection.exec_driver_sql("BEGIN")

"""The state as lines of JSON, whatever database holds it; and back, into either kind.

The first line says the form and the migration it is of; each other one is a row: table, values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    inspect,
    select,
)

from collector.problem import Problem
from collector.store.state import database
from collector.store.state.schema import metadata

FORMAT = 1
_TOGETHER = 500
"""Rows that are read, or written, at once."""
_NEWER = "the state in the backup is of a newer Mkaguzi; restore it with that version"


def dump(engine: Engine, file: Path) -> None:
    """Write the state as of one moment to a file."""
    with database.snapshot(engine) as connection, file.open("w", encoding="utf-8") as out:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        revision = found.scalar_one()
        out.write(json.dumps({"format": FORMAT, "revision": revision}) + "\n")
        for table in metadata.sorted_tables:
            rows = connection.execute(select(table).execution_options(yield_per=_TOGETHER))
            out.writelines(json.dumps([table.name, dict(row)]) + "\n" for row in rows.mappings())


def load(where: str | URL, file: Path) -> None:
    """Put a state into an empty database, all of it or nothing. Raises Problem."""
    engine = database.connect(where)
    try:
        with file.open(encoding="utf-8") as lines, engine.begin() as connection:
            _check_empty(connection)
            _upgrade(connection, _revision(next(lines, "")))
            _fill(connection, map(json.loads, lines))
            database.upgrade(connection)
    except ValueError as error:
        raise Problem(f"the state in the backup is damaged: {error}") from None
    finally:
        engine.dispose()


def _check_empty(connection: Connection) -> None:
    there = inspect(connection).get_table_names()
    ours = [table for table in metadata.sorted_tables if table.name in there]
    if any(connection.scalar(select(func.count()).select_from(table)) for table in ours):
        raise Problem("the database holds a state already; name an empty one as database")


def _revision(line: str) -> str:
    """The migration that a dump is of."""
    head = json.loads(line)
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Problem(_NEWER)
    return str(head["revision"])


def _upgrade(connection: Connection, revision: str) -> None:
    try:
        database.upgrade(connection, revision)
    except CommandError:
        raise Problem(_NEWER) from None


def _fill(connection: Connection, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Insert rows into the tables as they are at that migration, not as this version has them."""
    found = MetaData()
    found.reflect(connection)
    for name, group in groupby(rows, key=itemgetter(0)):
        while some := [values for _, values in islice(group, _TOGETHER)]:
            connection.execute(insert(found.tables[name]), some)
    if connection.dialect.name == "postgresql":
        for table in found.sorted_tables:
            _count_on(connection, table)


def _count_on(connection: Connection, table: Table) -> None:
    """The next row's number follows the last one's: given numbers do not count by themselves."""
    counted = "id" in table.c and isinstance(table.c.id.type, Integer)
    if counted and (last := connection.scalar(select(func.max(table.c.id)))) is not None:
        counter = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(counter, last)))

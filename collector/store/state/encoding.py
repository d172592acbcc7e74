"""How a PostgreSQL database keeps text: it must be UTF8, for names and reasons are of any script.

LATIN1 refuses what it has no letter for, so that a batch can never be applied; SQL_ASCII takes
everything, and a cut or a length goes through the middle of a letter.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event

from collector.problem import Problem

NEEDED = "UTF8"


class EncodingError(Problem):
    """The settings name a database that cannot hold our texts: it is no use to start again."""

    code = 2


def hold_to_utf8(engine: Engine) -> None:
    """Have the first connection of an engine checked, before anything is asked of it."""

    def check(connection: Any, _record: Any) -> None:
        found, name = connection.info.parameter_status("server_encoding"), connection.info.dbname
        if found != NEEDED:
            raise EncodingError(_told(name, found))

    event.listen(engine, "first_connect", check)


def _told(name: str, found: str | None) -> str:
    return (
        f"the database {name} keeps its texts as {found or 'nobody knows what'}, and must as "
        f"{NEEDED}; nothing was made in it. Make another one: createdb --encoding {NEEDED} "
        "--template template0 NAME, and name it as database in mkaguzi.toml"
    )

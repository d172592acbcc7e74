"""Arguments that several commands have: an asset, and who decides."""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from sqlalchemy import Connection

from collector.problem import Problem
from collector.store.state import aliases, assets, called


def add_asset(parser: argparse.ArgumentParser, name: str = "asset") -> None:
    """An asset by its id or its name."""
    parser.add_argument(name, help="its id or its host name, here or as it calls itself now")


def add_by(parser: argparse.ArgumentParser) -> None:
    """Who decides, for the record."""
    parser.add_argument("--by", default=_somebody(), help="who decides (now: %(default)s)")


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return "command line"


def found(connection: Connection, asked: str) -> Any:
    """An asset; of one that was merged, the one that it is. Raises Problem."""
    ids = {aliases.resolved(connection, one.id): one for one in _answering(connection, asked)}
    _only(asked, list(ids.values()))
    return assets.get(connection, *ids)


def exactly(connection: Connection, asked: str) -> Any:
    """An asset as it is named, merged or not. Raises Problem."""
    return _only(asked, _answering(connection, asked))


def _answering(connection: Connection, asked: str) -> list[Any]:
    one = assets.get(connection, asked)
    return called.answering(connection, asked) if one is None else [one]


def _only(asked: str, those: list[Any]) -> Any:
    if not those:
        raise Problem(f"there is no asset {asked}; see: mkaguzi assets list")
    if len(those) > 1:
        lines = "".join(f"\n  {_line(one)}" for one in those)
        raise Problem(f"{len(those)} assets answer to {asked}; name one by its id:{lines}")
    return those[0]


def _line(one: Any) -> str:
    name = called.otherwise(one.id, one.host, one.hostname)
    now = f" (calls itself {name} now)" if name else ""
    return f"{one.id}  {one.host}{now}  {one.kind}  {one.site}  {one.state}"

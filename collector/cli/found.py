"""Arguments that several commands have: an asset, and who decides."""

from __future__ import annotations

import argparse
import getpass
from typing import Any

from sqlalchemy import Connection

from collector.problem import Problem
from collector.store.state import aliases, assets


def add_asset(parser: argparse.ArgumentParser, name: str = "asset") -> None:
    """An asset by its id or its name."""
    parser.add_argument(name, help="its id or its host name")


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
    one = exactly(connection, asked)
    return assets.get(connection, aliases.resolved(connection, one.id))


def exactly(connection: Connection, asked: str) -> Any:
    """An asset as it is named, merged or not. Raises Problem."""
    one = assets.get(connection, asked) or assets.by_host(connection, asked)
    if one is None:
        raise Problem(f"there is no asset {asked}; see: mkaguzi assets list")
    return one

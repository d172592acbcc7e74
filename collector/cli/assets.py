"""`mkaguzi assets`: the register from the command line, and what a person must decide in it."""

from __future__ import annotations

import argparse
import time
from typing import Any

from sqlalchemy import Connection

from collector.cli.state import opened
from collector.folder.config import Settings
from collector.problem import Problem
from collector.store.state import assets, verdicts
from collector.words.text import text_for, when


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("assets", help="the register, and what a person must decide in it")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = inner.add_parser("list", help="all assets; ? marks one whose identity is doubtful")
    show.set_defaults(handler=run_list)
    for name, handler, told in (
        ("settle", run_settle, "its identity was looked at: it is a machine of its own"),
        ("retire", run_retire, "it is gone: judge it no more; it comes back if it speaks again"),
    ):
        one = inner.add_parser(name, help=told, description=told)
        one.add_argument("asset", help="its id or its host name")
        one.set_defaults(handler=handler)


def run_list(_args: argparse.Namespace, settings: Settings) -> int:
    """Show all assets, and why identity is doubtful."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        for one in assets.listed(connection):
            mark = "?" if one.contradiction else " "
            seen = when(text, one.last_seen)
            print(f"{mark} {one.id}  {one.host:28} {one.kind:10} {one.site:20} {one.state}  {seen}")
            if one.contradiction:
                print(f"             {one.contradiction}")
    return 0


def run_settle(args: argparse.Namespace, settings: Settings) -> int:
    """Clear a contradiction."""
    with opened(settings) as engine, engine.begin() as connection:
        found = _found(connection, args.asset)
        assets.change(connection, found.id, contradiction=None)
    print(f"{found.host} ({found.id}) stands as a machine of its own")
    return 0


def run_retire(args: argparse.Namespace, settings: Settings) -> int:
    """Retire an asset; no rule applies to it any more."""
    with opened(settings) as engine, engine.begin() as connection:
        found = _found(connection, args.asset)
        assets.change(connection, found.id, state="retired")
        stood = verdicts.of_asset(connection, found.id)
        verdicts.write(connection, found.id, stood, {}, int(time.time()))
    print(f"{found.host} ({found.id}) is retired")
    return 0


def _found(connection: Connection, asked: str) -> Any:
    found = assets.get(connection, asked) or assets.by_host(connection, asked)
    if found is None:
        raise Problem(f"there is no asset {asked}; see: mkaguzi assets list")
    return found

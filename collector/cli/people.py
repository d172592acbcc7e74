"""`mkaguzi people`: who signs in, and who gets mail."""

from __future__ import annotations

import argparse
import time
from typing import Any

from collector import people
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.organisation.chart import load
from collector.problem import Problem
from collector.store.state import people as table
from collector.store.state.people import Person
from collector.words.text import LANGUAGES


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("people", help="who signs in to the pages, and who gets mail")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = inner.add_parser(
        "add",
        help="add a person; prints a one-time link to sign in with",
        epilog="example: mkaguzi people add neema --email neema@babatidc.go.tz "
        "--council babati-dc --lang sw",
    )
    add.add_argument("name", help="what they sign in with")
    add.add_argument("--email", default="", help="where mail goes; without it they get none")
    add.add_argument("--admin", action="store_true", help="may add machines and change settings")
    add.add_argument("--council", metavar="CODE", help="sees this council alone (else the region)")
    add.add_argument("--lang", choices=sorted(LANGUAGES), default="en")
    add.set_defaults(handler=run_add)
    show = inner.add_parser("list", help="everybody")
    show.set_defaults(handler=run_list)
    link = inner.add_parser("link", help="a new one-time link, for who lost the password")
    link.add_argument("name")
    link.set_defaults(handler=run_link)
    remove = inner.add_parser("remove", help="forget a person; open sessions end at once")
    remove.add_argument("name")
    remove.set_defaults(handler=run_remove)


def run_add(args: argparse.Namespace, settings: Settings) -> int:
    """Add a person."""
    now = int(time.time())
    with opened(settings) as engine, engine.begin() as connection:
        people.add(
            connection,
            load(settings.organisation_file),
            name=args.name,
            role="admin" if args.admin else "viewer",
            email=args.email,
            lang=args.lang,
            org=args.council,
            now=now,
        )
        token = people.link(connection, _found(table.by_name(connection, args.name)), now)
    _print_link(settings, args.name, token)
    return 0


def run_list(_args: argparse.Namespace, settings: Settings) -> int:
    """Show everybody."""
    with opened(settings) as engine, engine.begin() as connection:
        for one in table.listed(connection):
            mail = one.email if one.mails else "no mail"
            print(f"{one.name:20} {one.role:7} {one.org or 'whole region':16} {one.lang}  {mail}")
    return 0


def run_link(args: argparse.Namespace, settings: Settings) -> int:
    """Make a link."""
    with opened(settings) as engine, engine.begin() as connection:
        person = _found(table.by_name(connection, args.name))
        token = people.link(connection, person, int(time.time()))
    _print_link(settings, args.name, token)
    return 0


def run_remove(args: argparse.Namespace, settings: Settings) -> int:
    """Forget a person."""
    with opened(settings) as engine, engine.begin() as connection:
        table.remove(connection, _found(table.by_name(connection, args.name)).id)
    print(f"{args.name} is gone")
    return 0


def _found(person: Person | None) -> Person:
    if person is None:
        raise Problem("there is nobody of that name; see: mkaguzi people list")
    return person


def _print_link(settings: Settings, name: str, token: str) -> None:
    address = settings.pages.address or f"http://{settings.pages.listen}"
    print(f"{name} signs in once, within {people.LINK_HOURS} hours, with this link:")
    print(f"  {address}/sign-in#{token}")

"""`mkaguzi people`: who signs in, and who gets mail."""

from __future__ import annotations

import argparse
import time
from typing import Any

from sqlalchemy import Connection

from collector import people
from collector.cli.columns import aligned
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.organisation.chart import load
from collector.problem import Problem
from collector.serve import kept
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
        description="Add a person; prints a one-time link to sign in with. What they may see has "
        "to be said: one council, the whole region, or that and to change things as an admin.",
        epilog="example: mkaguzi people add neema --email neema@babatidc.go.tz "
        "--council babati-dc --lang sw",
    )
    add.add_argument("name", help="what they sign in with")
    _wishes(add, must=True)
    add.set_defaults(handler=run_add)
    edit = inner.add_parser(
        "change",
        help="change a person's address, language or role",
        description="Change what is named; all else stays.",
        epilog="example: mkaguzi people change admin --email asha@manyara.go.tz",
    )
    edit.add_argument("name", help="what they sign in with")
    _wishes(edit, must=False)
    edit.add_argument("--viewer", action="store_true", help="no admin any more")
    edit.set_defaults(handler=run_change)
    show = inner.add_parser("list", help="everybody")
    show.set_defaults(handler=run_list)
    link = inner.add_parser("link", help="a new one-time link, for who lost the password")
    link.add_argument("name", help="what they sign in with")
    link.set_defaults(handler=run_link)
    remove = inner.add_parser("remove", help="forget a person; open sessions end at once")
    remove.add_argument("name", help="what they sign in with")
    remove.set_defaults(handler=run_remove)


def _wishes(parser: argparse.ArgumentParser, *, must: bool) -> None:
    """`must`: what they see has to be said, so that nobody sees more by a word forgotten."""
    sees = parser.add_mutually_exclusive_group(required=must)
    sees.add_argument("--council", metavar="CODE", help="sees this council alone, changes nothing")
    sees.add_argument("--region", action="store_true", help="sees all councils, changes nothing")
    sees.add_argument("--admin", action="store_true", help="sees all, and may add machines")
    parser.add_argument("--email", help="where mail goes; without it they get none")
    parser.add_argument("--lang", choices=sorted(LANGUAGES), help="language of pages and mail")


def run_add(args: argparse.Namespace, settings: Settings) -> int:
    """Add a person."""
    now = int(time.time())
    with opened(settings) as engine, engine.begin() as connection:
        people.add(
            connection,
            load(settings.organisation_file),
            name=args.name,
            role="admin" if args.admin else "viewer",
            email=args.email or "",
            lang=args.lang or "en",
            org=args.council,
            now=now,
        )
        link = _link(connection, settings, args.name, now)
    _print_link(args.name, link)
    return 0


def run_change(args: argparse.Namespace, settings: Settings) -> int:
    """Change what is named."""
    wanted: dict[str, str | None] = {
        name: value for name in ("email", "lang") if (value := getattr(args, name)) is not None
    }
    if args.admin and args.viewer:
        raise Problem("--admin and --viewer are two roles; name one of them")
    if args.admin or args.viewer:
        wanted["role"] = "admin" if args.admin else "viewer"
    if args.council or args.region or args.admin:
        wanted["org"] = args.council
    with opened(settings) as engine, engine.begin() as connection:
        person = _found(table.by_name(connection, args.name))
        people.change(connection, load(settings.organisation_file), person, **wanted)
        changed = _found(table.by_name(connection, args.name))
    print(*_row(changed), sep="  ")
    return 0


def run_list(_args: argparse.Namespace, settings: Settings) -> int:
    """Show everybody."""
    with opened(settings) as engine, engine.begin() as connection:
        known = table.listed(connection)
    for line in aligned(map(_row, known)):
        print(line)
    return 0


def _row(one: Person) -> tuple[str, ...]:
    mail = one.email if one.mails else "no mail"
    return one.name, one.role, one.org or "whole region", one.lang, mail


def run_link(args: argparse.Namespace, settings: Settings) -> int:
    """Make a link."""
    with opened(settings) as engine, engine.begin() as connection:
        link = _link(connection, settings, args.name, int(time.time()))
    _print_link(args.name, link)
    return 0


def run_remove(args: argparse.Namespace, settings: Settings) -> int:
    """Forget a person."""
    with opened(settings) as engine, engine.begin() as connection:
        people.remove(connection, _found(table.by_name(connection, args.name)))
    print(f"{args.name} is gone")
    return 0


def _found(person: Person | None) -> Person:
    if person is None:
        raise Problem("there is nobody of that name; see: mkaguzi people list")
    return person


def _link(connection: Connection, settings: Settings, name: str, now: int) -> str:
    """A new link; void until this transaction is committed."""
    token = people.link(connection, _found(table.by_name(connection, name)), now)
    return f"{kept.pages(connection, settings)}/sign-in#{token}"


def _print_link(name: str, link: str) -> None:
    """Once it is stored: one that was printed before, and not kept, would let nobody in."""
    print(f"{name} signs in once, within {people.LINK_HOURS} hours, with this link:")
    print(f"  {link}")

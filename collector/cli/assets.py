"""`mkaguzi assets`: the register from the command line, and what a person must decide in it."""

from __future__ import annotations

import argparse
import time
from typing import Any

from collector.cli import identities
from collector.cli.columns import aligned
from collector.cli.found import add_asset, add_by, found
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.organisation.chart import load
from collector.organisation.scope import REGION
from collector.problem import Problem
from collector.register import changes, placing
from collector.store.state import assets, called, rulings
from collector.words import doubts
from collector.words.text import Text, text_for, when


def register_commands(inner: Any) -> None:
    """The commands of this module."""
    show = inner.add_parser("list", help="all assets; ? marks one whose identity is doubtful")
    show.set_defaults(handler=run_list)
    told = "it is gone: judge it no more; it comes back if it speaks again"
    retire = inner.add_parser("retire", help=told)
    add_asset(retire)
    add_by(retire)
    retire.set_defaults(handler=run_retire)
    move = inner.add_parser(
        "move",
        help="it is at another site; or a whole site has another code",
        description="Say that assets are at another site. After a site got another code in "
        "organisation.yaml: --all-of OLD --to NEW moves its assets, agents and enrolment codes.",
        epilog="example: mkaguzi assets move pc-17 pc-18 --to babati-tc-hq",
    )
    move.add_argument("asset", nargs="*", help="ids or host names")
    move.add_argument("--all-of", metavar="SITE", help="instead: all that is at this site")
    move.add_argument("--to", required=True, metavar="SITE", help="a site of organisation.yaml")
    add_by(move)
    move.set_defaults(handler=run_move)


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("assets", help="the register, and what a person must decide in it")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    register_commands(inner)
    identities.register_commands(inner)


def run_list(_args: argparse.Namespace, settings: Settings) -> int:
    """Show all assets, and why identity is doubtful."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        known, names = assets.listed(connection), called.every(connection, REGION)
        for one, line in zip(known, aligned(_row(text, one) for one in known), strict=True):
            print(f"{'?' if one.contradiction else ' '} {line}")
            if one.id in names:
                print(f"             {text('calls itself {name} now', name=names[one.id])}")
            if one.contradiction:
                print(f"             {doubts.told(text, one.contradiction)}")
    if not known:
        print("none yet; machines come with their agents: mkaguzi agents code SITE")
    return 0


def _row(text: Text, one: Any) -> tuple[str, ...]:
    return one.id, one.host, one.kind, one.site, one.state, when(text, one.last_seen)


def run_retire(args: argparse.Namespace, settings: Settings) -> int:
    """Retire an asset; no rule applies to it any more."""
    now = int(time.time())
    with opened(settings) as engine, engine.begin() as connection:
        one = found(connection, args.asset)
        if one.state != assets.RETIRED:
            changes.retire(connection, one.id, now)
            rulings.add(connection, rulings.RETIRE, args.by, now, one.id)
    so = "was retired already" if one.state == assets.RETIRED else "is retired"
    print(f"{one.host} ({one.id}) {so}")
    return 0


def run_move(args: argparse.Namespace, settings: Settings) -> int:
    """Move assets, or a site."""
    if bool(args.asset) == bool(args.all_of):
        raise Problem("name the assets to move, or --all-of SITE")
    if args.all_of == args.to:
        raise Problem("--all-of and --to name one site; nothing would move")
    organisation, now = load(settings.organisation_file), int(time.time())
    with opened(settings) as engine, engine.begin() as connection:
        if args.all_of:
            count = placing.move_site(connection, organisation, args.all_of, args.to, args.by, now)
            stay = 0
        else:
            ids = {found(connection, one).id for one in args.asset}
            count = placing.move(connection, organisation, sorted(ids), args.to, args.by, now)
            stay = len(ids) - count
    print(f"{count} moved to {args.to}{f', {stay} there already' if stay else ''}")
    return 0

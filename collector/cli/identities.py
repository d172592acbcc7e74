"""`mkaguzi assets settle | merge | split | shared | forget | rulings`: which machine is which."""

from __future__ import annotations

import argparse
import time
from typing import Any

from collector.cli.columns import aligned
from collector.cli.found import add_asset, add_by, exactly, found
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.identity.keys import Key
from collector.problem import Problem
from collector.register import changes, joining
from collector.store.state import assets, rulings, voices
from collector.words.text import text_for, when

_SHOWN = 200


def register_commands(inner: Any) -> None:
    """The commands of this module."""
    for name, handler, names, told in (
        ("settle", run_settle, ["asset"], "it was looked at: it is a machine of its own"),
        (
            "merge",
            run_merge,
            ["old", "into"],
            "two assets are one machine: the first is the second",
        ),
        ("split", run_split, ["asset"], "undo a merge: it is a machine of its own after all"),
    ):
        one = inner.add_parser(name, help=told)
        for argument in names:
            add_asset(one, argument)
        add_by(one)
        one.set_defaults(handler=handler)
    shared = inner.add_parser("shared", help="values that several machines bear: no evidence")
    shared.set_defaults(handler=run_shared)
    forget = inner.add_parser("forget", help="such a value is evidence again")
    forget.add_argument("kind", help="as `assets shared` shows it")
    forget.add_argument("value", help="as `assets shared` shows it")
    add_by(forget)
    forget.set_defaults(handler=run_forget)
    show = inner.add_parser("rulings", help="what people decided about assets, the newest first")
    show.set_defaults(handler=run_rulings)


def run_settle(args: argparse.Namespace, settings: Settings) -> int:
    """Clear a contradiction."""
    with opened(settings) as engine, engine.begin() as connection:
        one = found(connection, args.asset)
        copied = [a for a, _ in voices.boots_of(connection, one.id)]
        if one.contradiction is None and not copied:
            print(f"{one.host} ({one.id}) is not in doubt: nothing was to do")
            return 0
        shared = changes.settle(connection, one.id, args.by, int(time.time()))
    print(f"{one.host} ({one.id}) stands as a machine of its own")
    if shared:
        print(f"{shared} values it has in common with others are no evidence any more")
    for agent_id in sorted(set(copied)):
        print(f"another machine has its agent {agent_id[:8]} too: enrol this one anew")
    return 0


def run_merge(args: argparse.Namespace, settings: Settings) -> int:
    """Say that two assets are one machine."""
    with opened(settings) as engine, engine.begin() as connection:
        old, into = exactly(connection, args.old), found(connection, args.into)
        joining.merge(connection, old.id, into.id, args.by, int(time.time()))
    print(f"{old.host} ({old.id}) is {into.host} ({into.id})")
    print(f"to undo it: mkaguzi assets split {old.id}")
    return 0


def run_split(args: argparse.Namespace, settings: Settings) -> int:
    """Undo that."""
    with opened(settings) as engine, engine.begin() as connection:
        one = exactly(connection, args.asset)
        was = joining.split(connection, one.id, args.by, int(time.time()))
    print(f"{one.host} ({one.id}) is no more asset {was}")
    return 0


def run_shared(_args: argparse.Namespace, settings: Settings) -> int:
    """Show what was learned to be no evidence."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        known = assets.shared_listed(connection)
    for line in aligned((one.kind, one.value, f"since {when(text, one.since)}") for one in known):
        print(line)
    return 0


def run_forget(args: argparse.Namespace, settings: Settings) -> int:
    """Unlearn that."""
    with opened(settings) as engine, engine.begin() as connection:
        key = Key(args.kind, args.value)
        if not changes.forget(connection, key, args.by, int(time.time())):
            raise Problem(f"{args.kind} {args.value} is not known to be shared; see: assets shared")
    print(f"{args.kind} {args.value} is evidence again")
    return 0


def run_rulings(_args: argparse.Namespace, settings: Settings) -> int:
    """Show what people decided."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        for one in rulings.listed(connection, _SHOWN):
            about = " ".join(part for part in (one.asset, one.other) if part)
            print(f"{when(text, one.at)}  {one.by:16} {one.what:8} {about}")
    return 0

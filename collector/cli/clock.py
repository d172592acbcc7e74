"""`mkaguzi clock`: whether the collector believes its own clock; saying that it is right."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from typing import Any

from collector import clock
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.store.journal import Journal
from collector.store.state import notes
from collector.words.text import text_for, when


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("clock", help="whether the collector believes its own clock")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = inner.add_parser("show", help="its time, and that of its last record")
    show.set_defaults(handler=run_show)
    trust = inner.add_parser(
        "trust",
        help="the clock is right now; it was the records that came too early",
        description="A clock that was ahead leaves records from the future, and after it was put "
        "right the collector waits for them to pass. This says that they are wrong and now is "
        "right. A running collector judges and mails again within a minute.",
    )
    trust.set_defaults(handler=run_trust)


def run_show(_args: argparse.Namespace, settings: Settings) -> int:
    """Say the two times, and what follows."""
    text, now = text_for("en"), int(time.time())
    with opened(settings) as engine, engine.begin() as connection:
        wrong = notes.get(connection, notes.TRUSTED) or 0
    with closing(Journal(settings.data / "journal.db")) as journal:
        last = journal.last(trusted=True)
    print(f"now          {when(text, now)}")
    print(f"last record  {when(text, last.received) if last else 'none yet'}")
    why = clock.distrust(now, last.received if last and last.position > wrong else None)
    print(f"not trusted: {why}" if why else "trusted")
    return 1 if why else 0


def run_trust(_args: argparse.Namespace, settings: Settings) -> int:
    """Note up to which record times of receipt are wrong."""
    with closing(Journal(settings.data / "journal.db")) as journal:
        last = journal.last()
    with opened(settings) as engine, engine.begin() as connection:
        notes.put(connection, notes.TRUSTED, last.position if last else 0)
    print("the clock is taken to be right; a running collector follows within a minute")
    return 0

"""`mkaguzi clock`: whether the collector believes its own clock; saying that it is right."""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from typing import Any

from collector import clock
from collector.cli.state import opened
from collector.folder.config import Settings
from collector.problem import Problem
from collector.store.journal import Journal
from collector.store.state import notes
from collector.store.state.putting_right import put_right
from collector.store.trust import last_known
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
        "right: every stored time that lies later than now is set to now, and a running collector "
        "judges and mails again within a minute.",
    )
    trust.set_defaults(handler=run_trust)


def run_show(_args: argparse.Namespace, settings: Settings) -> int:
    """Say the two times, and what follows."""
    text, now = text_for("en"), int(time.time())
    with opened(settings) as engine, engine.begin() as connection, _journal(settings) as journal:
        last = last_known(journal, connection)
    print(f"now             {when(text, now)}")
    print(f"last known time {when(text, last) if last else 'none yet'}")
    why = clock.distrust(now, last)
    print(f"not trusted: {why}" if why else "trusted")
    return 1 if why else 0


def run_trust(_args: argparse.Namespace, settings: Settings) -> int:
    """Note up to which record times of receipt are wrong, and put stored times right."""
    now = int(time.time())
    if why := clock.distrust(now, None):
        raise Problem(why)
    with opened(settings) as engine, engine.begin() as connection, _journal(settings) as journal:
        last = journal.last()
        notes.put(connection, notes.TRUSTED, last.position if last else 0)
        moved = put_right(connection, clock.BUILD, now)
    print("the clock is taken to be right; a running collector follows within a minute")
    print(f"{moved} stored times could not be and are set to now")
    return 0


def _journal(settings: Settings) -> closing[Journal]:
    return closing(Journal(settings.data / "journal.db"))

"""`mkaguzi backup` and `mkaguzi restore`."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from collector.cli.state import opened
from collector.folder.backup import backup, restore
from collector.folder.config import Settings
from collector.store.state import agents
from collector.words.text import text_for, when


def register(commands: Any) -> None:
    """Add the two commands."""
    make = commands.add_parser(
        "backup",
        help="write everything to one file, while the collector runs",
        description="Write the state, the journal, the keys and the settings to one file. "
        "It holds secrets: keep it where only you can read it.",
        epilog="example: mkaguzi backup /media/usb/mkaguzi-2026-11-23.tar.gz",
    )
    make.add_argument(
        "file", type=Path, help="the file to write; an older one is replaced at the end"
    )
    make.set_defaults(handler=run_backup)
    back = commands.add_parser(
        "restore",
        help="lay a backup out in an empty data folder",
        description="Lay a backup out in an empty data folder. Nothing is overwritten.",
        epilog="example: mkaguzi --data /var/lib/mkaguzi restore /media/usb/mkaguzi.tar.gz",
    )
    back.add_argument("file", type=Path, help="a file that `mkaguzi backup` wrote")
    back.set_defaults(handler=run_restore)


def run_backup(args: argparse.Namespace, settings: Settings) -> int:
    """Back up; say how large it became."""
    size = backup(settings.data, args.file, int(time.time()))
    print(f"wrote {args.file} ({size / 1024:.0f} KiB); it holds keys, keep it private")
    return 0


def run_restore(args: argparse.Namespace, settings: Settings) -> int:
    """Restore; say from when."""
    made = restore(args.file, settings.data)
    with opened(settings) as engine, engine.begin() as connection:
        agents.want_all_facts(connection)  # what they told since, they think is known
    print(f"restored into {settings.data} what was there on {when(text_for('en'), made)}")
    print(f"start it with: mkaguzi --data {settings.data} serve")
    return 0

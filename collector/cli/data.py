"""`mkaguzi backup` and `mkaguzi restore`."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from collector.cli.state import opened
from collector.folder import belongings, config
from collector.folder.backup import Dump, backup
from collector.folder.belongings import DUMP, JOURNAL, STATE
from collector.folder.config import ConfigError, Settings
from collector.folder.restoring import restore
from collector.problem import Problem
from collector.store.state import agents, dump
from collector.store.state.database import open_state
from collector.store.state.reach import place
from collector.words.text import text_for, when

_BACKUP = """\
Write the state, the journal, the keys, the settings and all else in the data folder to one file,
while the collector runs. It holds secrets: keep it where only you can read it. Files that the
settings name outside the data folder are not in it, and are named. A state in another database
(database in mkaguzi.toml) is in it row by row; for a large one pg_dump is quicker."""
_PROGRAM = "the program and its systemd unit (mkaguzi unit)"
_RESTORE = """\
Lay a backup out in an empty data folder: all of it, or nothing. Nothing is overwritten. A state
that was in another database goes back there (database in the backup's mkaguzi.toml), where that
is empty; or where --database says."""


def register(commands: Any) -> None:
    """Add the two commands."""
    make = commands.add_parser(
        "backup",
        help="write everything to one file, while the collector runs",
        description=_BACKUP,
        epilog="example: mkaguzi backup /media/usb/mkaguzi-2026-11-23.tar.gz",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    make.add_argument(
        "file", type=Path, help="the file to write; an older one is replaced at the end"
    )
    make.set_defaults(handler=run_backup)
    back = commands.add_parser(
        "restore",
        help="lay a backup out in an empty data folder",
        description=_RESTORE,
        epilog="example: mkaguzi --data /var/lib/mkaguzi restore /media/usb/mkaguzi.tar.gz",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    back.add_argument("file", type=Path, help="a file that `mkaguzi backup` wrote")
    back.add_argument(
        "--database",
        metavar="URL",
        help="an empty database for the state; '' for SQLite in the data folder",
    )
    back.set_defaults(handler=run_restore)


def run_backup(args: argparse.Namespace, settings: Settings) -> int:
    """Back up; say how large it became, and what is not in it."""
    elsewhere = _dump_of(settings) if settings.database else None
    made = backup(settings.data, args.file, int(time.time()), elsewhere)
    print(f"wrote {args.file} ({made.size / 1024:.0f} KiB); it holds keys, keep it private")
    if settings.database:
        print(f"the state of {place(settings.database)} is in it, row by row")
    missing = [
        *made.missing,
        *(f"{one.file} ({one.setting})" for one in belongings.outside(settings)),
        *belongings.left(settings.data),
    ]
    print("NOT in it:", *missing, _PROGRAM, sep="\n  ")
    return 0


def _dump_of(settings: Settings) -> Dump:
    def write(file: Path) -> None:
        with opened(settings) as engine:
            dump.dump(engine, file)

    return write


def run_restore(args: argparse.Namespace, settings: Settings) -> int:
    """Restore; say from when."""
    data = settings.data
    made = restore(args.file, data, _placing(args.database))
    settings = _settings(data, args.database)
    with opened(settings) as engine, engine.begin() as connection:
        agents.want_all_facts(connection)  # what they told since, they think is known
    print(f"restored into {data} what was there on {when(text_for('en'), made)}")
    _say_what_is_missing(settings)
    if args.database is not None:
        print(f'set database = "{args.database}" at the top of {data / config.FILE_NAME}')
    print(f"start it with: mkaguzi --data {data} serve")
    return 0


def _say_what_is_missing(settings: Settings) -> None:
    """What was not in the backup, and may be had elsewhere."""
    journal = settings.data / JOURNAL
    print("NOT in it: what came since then. Before the first start, the files journal.db* of the")
    print(f"  folder that was backed up can take the place of {journal}: they have it still")
    if not journal.exists():
        print("NOT in it: a journal, for it was damaged; charts begin with what comes now")
    for one in belongings.outside(settings):
        print(f"NOT in it: {one.file} ({one.setting}); see that it is there")
    print(f"NOT in it: {_PROGRAM}; an agent beside the collector enrols anew")


def _placing(asked: str | None) -> Callable[[Path], None]:
    """What puts the state, in whatever form the backup has it, where it belongs."""

    def put(work: Path) -> None:
        wanted, held, rows = _settings(work, asked), work / STATE, work / DUMP
        if held.exists() and wanted.database:
            engine = open_state(Settings(data=work).database_url)
            dump.dump(engine, rows)
            engine.dispose()
            held.unlink()
        if rows.exists():
            dump.load(wanted.database_url, rows)
            rows.unlink()

    return put


def _settings(folder: Path, database: str | None) -> Settings:
    try:
        found = config.load(folder)
    except ConfigError as error:
        raise Problem(f"the settings in the backup are wrong: {error}") from None
    return found if database is None else msgspec.structs.replace(found, database=database)

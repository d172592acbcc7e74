"""The command `mkaguzi`, put together from its subjects."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from agent import __version__, printed
from agent.usage import taught
from collector.cli import (
    agents,
    assets,
    clock,
    data,
    failures,
    mail,
    organisation,
    people,
    serve,
    standards,
    terminal,
    tls,
    unit,
)
from collector.folder import config
from collector.folder.config import ConfigError, Settings

MODULES = (serve, people, agents, assets, organisation, standards, mail, tls, data, clock, unit)

EXIT_CODES = """\
exit codes: 0 done, 1 it failed (the reason is on the last line), 2 the command or the settings
are wrong, 3 a file is damaged (a restart does not help), 130 stopped by Ctrl-C."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mkaguzi",
        description="Mkaguzi's collector: the register of assets, the standards, mail and pages.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    top.add_argument(
        "--data",
        type=Path,
        default=default_data(),
        metavar="DIR",
        help="the data folder, with mkaguzi.toml in it (now: %(default)s; or set MKAGUZI_DATA)",
    )
    commands = top.add_subparsers(
        title="commands", dest="command", required=True, metavar="COMMAND"
    )
    for module in MODULES:
        module.register(commands)
    return taught(top)


def default_data() -> Path:
    """MKAGUZI_DATA, else the system's folder where there is one, else `var` here."""
    system = Path("/var/lib/mkaguzi")
    named = os.environ.get("MKAGUZI_DATA")
    return Path(named) if named else system if system.exists() else Path("var")


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    os.umask(0o077)  # what we make is our user's alone, whoever made the folder it is in
    return printed.whole("mkaguzi", lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    args = parser().parse_args(argv)
    with terminal.tamed():
        try:
            settings = config.load(args.data)
        except ConfigError as error:
            print(error, file=sys.stderr)
            return 2
        return run(args, settings)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run the chosen command's handler."""
    try:
        code: int = args.handler(args, settings)
    except failures.TOLD as error:
        print(f"mkaguzi: {failures.told(error, settings)}", file=sys.stderr)
        return failures.code(error)
    except KeyboardInterrupt:
        return 130
    return code

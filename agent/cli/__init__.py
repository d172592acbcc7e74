"""The command `mkaguzi-agent`: a module of this room does each of its commands.

It is loaded when it is asked for: `run` stays for weeks, and holds nothing of the others.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from pathlib import Path

from agent import __version__, printed, settings
from agent.trouble import Trouble
from agent.usage import taught

_HELP = """\
examples:
  mkaguzi-agent once                 look at what this machine would send
  sudo mkaguzi-agent enrol mkz1.eyJ… introduce it to the collector
  sudo mkaguzi-agent run             sample and deliver until stopped
  mkaguzi-agent status               what is wrong, and what to do

exit codes: 0 well, 1 it failed, 2 the command or the settings are wrong, 3 not enrolled"""

_ONCE = """\
Shows what would be sent, and sends nothing. All facts are shown; an agent that runs sends those
alone that changed."""


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns its exit code."""
    os.umask(0o077)  # what we make is our user's alone, whoever made the folder it is in
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter shows ?
            stream.reconfigure(errors="replace")
    return printed.whole("mkaguzi-agent", lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    """Run the chosen command's handler."""
    args = parser().parse_args(argv)
    try:
        chosen = settings.load(args.config, args.state)
        module, name = args.handler
        code: int = getattr(import_module(f"agent.cli.{module}"), name)(args, chosen)
    except Trouble as trouble:
        print(f"mkaguzi-agent: {trouble}", file=sys.stderr)
        return trouble.code
    except KeyboardInterrupt:
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mkaguzi-agent",
        description="Tells Mkaguzi's collector what this machine is and how it fares.",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    top.add_argument("--config", type=Path, metavar="FILE", help="settings file (an INI)")
    top.add_argument("--state", type=Path, metavar="DIR", help="folder of identity and spool")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="sample and deliver until stopped")
    run.add_argument(
        "--beside", action="store_true", help="stop also when standard input ends, with its starter"
    )
    run.set_defaults(handler=("running", "run"))
    look = commands.add_parser(
        "once", help="show what would be sent, and send nothing", description=_ONCE
    )
    look.add_argument("--json", action="store_true", help="as it goes over the wire")
    look.set_defaults(handler=("looking", "once"))
    introduce = commands.add_parser("enrol", help="introduce this machine to a collector")
    introduce.add_argument(
        "code", help="the code from the page Add machines; - reads it from stdin"
    )
    introduce.set_defaults(handler=("enrolling", "enrol"))
    tell = commands.add_parser("status", help="how the agent fares, what is wrong, what to do")
    tell.set_defaults(handler=("telling", "status"))
    check = commands.add_parser("check-config", help="read the settings and say what they are")
    check.set_defaults(handler=("telling", "check"))
    service = commands.add_parser("unit", help="print a systemd unit that runs this agent")
    service.set_defaults(handler=("telling", "unit"))
    return taught(top)

"""The command `mkaguzi-agent`."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from agent import __version__, lock, once, printed, settings, status, stopping, unit
from agent.delivery import enrol, identity
from agent.delivery.introduction import introduce
from agent.runner import Runner
from agent.settings import Settings
from agent.trouble import Trouble
from agent.usage import taught
from agent.wire import encode

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
        code: int = args.handler(args, chosen)
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
    run.set_defaults(handler=run_agent)
    look = commands.add_parser(
        "once", help="show what would be sent, and send nothing", description=_ONCE
    )
    look.add_argument("--json", action="store_true", help="as it goes over the wire")
    look.set_defaults(handler=run_once)
    introduce = commands.add_parser("enrol", help="introduce this machine to a collector")
    introduce.add_argument(
        "code", help="the code from the page Add machines; - reads it from stdin"
    )
    introduce.set_defaults(handler=run_enrol)
    tell = commands.add_parser("status", help="how the agent fares, what is wrong, what to do")
    tell.set_defaults(handler=run_status)
    check = commands.add_parser("check-config", help="read the settings and say what they are")
    check.set_defaults(handler=run_check)
    service = commands.add_parser("unit", help="print a systemd unit that runs this agent")
    service.set_defaults(handler=run_unit)
    return taught(top)


def run_agent(args: argparse.Namespace, chosen: Settings) -> int:
    """Sample and deliver until a signal says stop."""
    with lock.take(chosen.state):
        who = identity.load(chosen.state)
        runner = Runner(chosen, who, _say)
        stopping.on_signals(runner.stop)
        if args.beside:
            stopping.with_starter(runner.stop)
        print(
            f"mkaguzi-agent {__version__}: to {who.address}, site {who.site}, {chosen.state}",
            flush=True,
        )
        runner.run()
    return 0


def _say(line: str) -> None:
    """On standard error, which systemd brings to the journal. Nobody need listen."""
    if line:
        with suppress(OSError, ValueError):
            print(f"mkaguzi-agent: {line}", file=sys.stderr, flush=True)


def run_once(args: argparse.Namespace, chosen: Settings) -> int:
    """Show one batch."""
    if args.json:
        print(encode(once.batch(chosen.state, names=chosen.names)).decode())
    else:
        print("\n".join(once.lines(chosen.state, names=chosen.names)))
    return 0


def run_enrol(args: argparse.Namespace, chosen: Settings) -> int:
    """Introduce this machine, and keep its identity."""
    code = enrol.read_code(sys.stdin.readline() if args.code == "-" else args.code)
    who = introduce(code, chosen)
    print(f"Registered as {who.agent[:8]} at site {who.site}, with {who.address}.")
    print(f"It reports once it runs: {status.HOW_TO_RUN}")
    return 0


def run_status(_args: argparse.Namespace, chosen: Settings) -> int:
    """Say how the agent fares."""
    identity.load(chosen.state)
    now = time.time()
    print("\n".join(status.lines(chosen.state, now)))
    return 0 if status.is_well(chosen.state, now) else 1


def run_check(args: argparse.Namespace, chosen: Settings) -> int:
    """Say which settings are used."""
    file = args.config or settings.default_file()
    print(f"settings: {file if file.exists() else 'the defaults'}")
    print(f"state: {chosen.state}")
    print(f"spool: at most {chosen.spool_max >> 20} MiB")
    print(f"names of accounts: {'told' if chosen.names else 'not told'}")
    return 0


def run_unit(_args: argparse.Namespace, _chosen: Settings) -> int:
    """Print the unit."""
    print(unit.text(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())

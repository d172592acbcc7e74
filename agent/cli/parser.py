"""The command line: what `mkaguzi-agent` can be told to do."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from agent import __version__
from agent.announcing import ANNOUNCED
from agent.settings import default_file, default_state
from agent.site_file import NAME
from agent.usage import taught

_EXAMPLES = {
    "once": "look at what this machine would send",
    "enrol mkz1.eyJ…": "introduce it to the collector, by its code",
    "status": "what is wrong, and what to do",
    "selftest": "what works on this machine, to be sent on",
}
_SUDO, _WHERE = ("", ", as an administrator") if os.name == "nt" else ("sudo ", "")
_SHOWN = (f"  {_SUDO}mkaguzi-agent {words:<16} {told}" for words, told in _EXAMPLES.items())
_HELP = f"""\
examples{_WHERE}:
{chr(10).join(_SHOWN)}

exit codes: 0 well, 1 it failed, 2 the command or the settings are wrong, 3 not enrolled,
  4 the collector refused this machine"""

_ONCE = """\
Shows what would be sent, and sends nothing. All facts are shown; an agent that runs sends those
alone that changed."""

_ENROL = """\
Introduces this machine to the collector that made the code, once; the service begins then. To enrol
it anew, stop the service first."""

_STATUS = """\
Says how the agent on this machine fares, what is wrong, and what to do. It ends with 0 where all is
well, 1 where something is wrong, 3 where the machine is not enrolled."""

_RUN = """\
Samples and delivers until it is stopped. The service does this: by hand it is of use to look on,
with the service stopped."""

_SELFTEST = """\
Tries each probe and each step of the way to the collector, and says which work and how fast. The
report names no machine and no person: send it to whoever helps you."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mkaguzi-agent",
        description="Tells Mkaguzi's collector what this machine is and how it fares.",
        epilog=_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    file, state = _shown(default_file()), _shown(default_state())
    top.add_argument(
        "--config", type=Path, metavar="FILE", help=f"settings, an INI (by default {file})"
    )
    top.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help=f"who this machine is, and what waits to be delivered (by default {state})",
    )
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    run = commands.add_parser(
        "run", help="sample and deliver until stopped: the service does this", description=_RUN
    )
    run.add_argument(
        "--beside", action="store_true", help="stop also when standard input ends, with its starter"
    )
    run.set_defaults(handler=("running", "run"))
    look = commands.add_parser(
        "once", help="show what would be sent, and send nothing", description=_ONCE
    )
    look.add_argument("--json", action="store_true", help="as JSON, as it goes over the wire")
    look.set_defaults(handler=("looking", "once"))
    introduce = commands.add_parser(
        "enrol", help="introduce this machine to a collector", description=_ENROL
    )
    introduce.add_argument(
        "code",
        nargs="?",
        help="the code from the page Add machines; - reads it from stdin; without any it is read"
        f" from {NAME} beside the settings",
    )
    introduce.set_defaults(handler=("enrolling", "enrol"))
    tell = commands.add_parser(
        "status", help="how the agent fares, what is wrong, what to do", description=_STATUS
    )
    tell.set_defaults(handler=("telling", "status"))
    trial = commands.add_parser(
        "selftest", help="try everything, and say what works", description=_SELFTEST
    )
    trial.set_defaults(handler=("telling", "selftest"))
    check = commands.add_parser("check-config", help="read the settings and say what they are")
    check.set_defaults(handler=("telling", "check"))
    if os.name == "posix":
        _for_units(commands)
    return taught(top)


def _shown(place: Path) -> str:
    """As argparse takes it, to which % is a sign."""
    return str(place).replace("%", "%%")


def _for_units(commands: Any) -> None:
    """What is of use where there is systemd: most of it the package's units do."""
    service = commands.add_parser(
        "unit", help="print a systemd unit that runs this agent; the package has its own"
    )
    service.set_defaults(handler=("telling", "unit"))
    tell = commands.add_parser(
        "announce", help="tell the running agent what the machine is about to do"
    )
    tell.add_argument("what", choices=tuple(ANNOUNCED), help="going to sleep, or awake again")
    tell.set_defaults(handler=("announcing", "announce"))
    ask = commands.add_parser("smart", help="ask the disks how they fare, for the agent to read")
    ask.set_defaults(handler=("asking", "smart"))

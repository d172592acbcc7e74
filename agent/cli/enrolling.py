"""`mkaguzi-agent enrol`."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from pathlib import Path

from agent import site_file, status, unit
from agent.cli.args import Args
from agent.delivery import identity, trying
from agent.delivery.enrol import read_code
from agent.delivery.introduction import introduce
from agent.settings import Settings
from agent.trouble import Trouble

_ITSELF = "within a minute, for its service begins by itself; how it fares: mkaguzi-agent status"
_ONCE = f"once it runs: {status.HOW_TO_RUN}"


def enrol(args: Args, chosen: Settings) -> int:
    """Introduce this machine, and keep its identity."""
    code, before = read_code(_given(args)), _before(chosen.state)
    try:
        who = introduce(code, chosen)
    except Trouble as trouble:
        if not args.code:
            trying.note(chosen.state, trouble, time.time())
        raise
    print(f"Registered as {who.agent[:8]} at site {who.site}, with {who.address}.")
    if before not in ("", who.agent):
        print(f"Until now it was {before[:8]}, which is heard no more; its asset stays the same.")
    print(f"It reports {_ITSELF if unit.begins_by_itself() else _ONCE}")
    return 0


def _before(state: Path) -> str:
    """The agent that this machine was; empty where there was none, or we may not know."""
    with suppress(OSError):
        return identity.previous(state)
    return ""


def _given(args: Args) -> str:
    """The code from the command line, from standard input or from the site file."""
    if args.code:
        return sys.stdin.readline() if args.code == "-" else args.code
    file = site_file.beside(args.config)
    if code := site_file.code(file):
        return code
    raise Trouble(f"no code was given, and there is none in {file}", 2)

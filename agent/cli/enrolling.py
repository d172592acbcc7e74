"""`mkaguzi-agent enrol`."""

from __future__ import annotations

import sys

from agent import status
from agent.cli.args import Args
from agent.delivery.enrol import read_code
from agent.delivery.introduction import introduce
from agent.settings import Settings


def enrol(args: Args, chosen: Settings) -> int:
    """Introduce this machine, and keep its identity."""
    code = read_code(sys.stdin.readline() if args.code == "-" else args.code)
    who = introduce(code, chosen)
    print(f"Registered as {who.agent[:8]} at site {who.site}, with {who.address}.")
    print(f"It reports once it runs: {status.HOW_TO_RUN}")
    return 0

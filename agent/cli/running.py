"""`mkaguzi-agent run`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from agent import __version__, announcing, lock, owner, stopping
from agent.cli.args import Args
from agent.delivery import identity
from agent.outside import Outside
from agent.runner import Runner
from agent.settings import Settings


def run(args: Args, chosen: Settings) -> int:
    """Sample and deliver until a signal says stop."""
    owner.become(chosen.state)
    with lock.take(chosen.state):
        who = identity.load(chosen.state)
        runner = Runner(chosen, who, _say)
        stopping.on_signals(_heard(runner))
        if args.beside:
            stopping.with_starter(runner.stop)
        print(
            f"mkaguzi-agent {__version__}: to {who.address}, site {who.site}, {chosen.state}",
            flush=True,
        )
        runner.run()
    return 0


def _heard(runner: Runner) -> dict[int, Callable[[], None]]:
    """What each signal means."""

    def end() -> None:
        runner.stop("system_stopping" if announcing.going_down(Outside()) else "")

    stops: dict[int, Callable[[], None]] = {signal.SIGINT: runner.stop, signal.SIGTERM: end}
    return {**stops, **announcing.heard(runner.announce)}


def _say(line: str) -> None:
    """On standard error, which systemd brings to the journal. Nobody need listen."""
    if line:
        with suppress(OSError, ValueError):
            print(f"mkaguzi-agent: {line}", file=sys.stderr, flush=True)

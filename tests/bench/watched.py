"""What is measured: `mkaguzi serve` as it is, with a thread in it that tells its clocks; and the
yardstick beside it, an app behind the same TLS listener that says 200 to everything.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from sqlalchemy import Connection as StateConnection

from collector.cli import command
from collector.folder import issuing
from collector.serve import listening, ports
from collector.sources.push.door import KNOWN
from collector.steps.inspection import Inspector
from tests.bench.beside import answer

DOOR, JOURNAL, FOLLOWER = "MainThread", "journal", "follower"
"""The threads of a collector that matter, as it names them."""


class Clocks(NamedTuple):
    """Processor seconds of a process: in all, of each thread, of the judge; and its memory (B)."""

    total: float
    threads: dict[str, float]
    judge: float
    memory: int


class _Judge:
    """Processor time spent in judging."""

    seconds = 0.0


def collector(pipe: Connection, data: Path, log: Path) -> None:
    """`mkaguzi serve`, until SIGINT."""
    _time_the_judge()
    _tell_clocks(pipe)
    with log.open("w") as out, redirect_stdout(out), redirect_stderr(out):
        sys.exit(command.main(["--data", str(data), "serve"]))


def _time_the_judge() -> None:
    """Put a clock around it: it runs in the follower's thread, as what is around it does."""
    inspect = Inspector.inspect

    def timed(self: Inspector, connection: StateConnection, asset_id: str, now: int) -> int:
        begun = time.thread_time()
        try:
            return inspect(self, connection, asset_id, now)
        finally:
            _Judge.seconds += time.thread_time() - begun

    Inspector.inspect = timed  # type: ignore[method-assign]


def _tell_clocks(pipe: Connection) -> None:
    threading.Thread(target=answer, args=(pipe, _clocks), daemon=True).start()


def _clocks(_question: object) -> Clocks:
    threads: dict[str, float] = {}
    for one in threading.enumerate():
        with suppress(OSError):  # it has just ended
            seconds = time.clock_gettime(time.pthread_getcpuclockid(one.ident or 0))
            threads[one.name] = threads.get(one.name, 0.0) + seconds
    return Clocks(time.process_time(), threads, _Judge.seconds, psutil.Process().memory_info().rss)


_SAID = json.dumps({"hints": {"sample": 60, "batch": 300}}).encode()


async def _says_200(scope: Any, receive: Any, send: Any) -> None:
    """Reads a request whole and answers, about as long as the agents' door does."""
    scope[KNOWN] = "bench"  # its connection is kept as an agent's is
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-length", str(len(_SAID)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _SAID})


def bare(pipe: Connection, folder: Path) -> None:
    """The app that says 200, by the collector's own listener and certificate, until SIGINT.

    It says its address first, once it listens.
    """
    bound = ports.listen("127.0.0.1:0", "bare")
    listener = listening.Listener(
        _says_200, bound, folder / issuing.SERVER, folder / issuing.SERVER_KEY
    )

    def ready() -> None:
        pipe.send(f"127.0.0.1:{ports.port_of(bound)}")
        _tell_clocks(pipe)

    listening.serve([listener], ready, lambda: None)

"""A collector started as a user would start it: `mkaguzi serve`, in a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
"""Seconds: what the README promises."""
NOBODY = 65_534
_MKAGUZI = (sys.executable, "-m", "collector.cli")
_CAPS = "+dac_read_search"
"""So that nobody can read an interpreter in root's home; it writes nowhere but in its own."""
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *(f"--inh-caps={_CAPS}", f"--ambient-caps={_CAPS}", "--"),
)


class Served:
    """One running `mkaguzi serve`, and what it has said."""

    def __init__(
        self, data: Path, *options: str, nobody: bool = False, under: tuple[str, ...] = ()
    ) -> None:
        self.data = data
        self.log = data.parent / f"{data.name}.log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [*under, *AS_NOBODY * nobody, *_MKAGUZI, "--data", str(data), "serve", *options],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )

    def said(self) -> str:
        """Everything it has printed."""
        return self.log.read_text()

    def wait_for(self, pattern: str) -> str:
        """Wait until it has printed this; the first group."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := re.search(pattern, self.said()):
                return found.group(1)
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(f"{pattern} was not said: {self.said()}")

    def stop(self) -> int:
        """Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def own_ports(data: Path) -> None:
    """Ports that are free now, and the same at each start: no other collector is in the way."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("", 0)) as two:
        pages, door = (bound.getsockname()[1] for bound in (one, two))
    data.mkdir(exist_ok=True)
    (data / "mkaguzi.toml").write_text(
        f'[pages]\nlisten = "127.0.0.1:{pages}"\n[agents]\nlisten = "127.0.0.1:{door}"\n'
    )


@contextmanager
def serving(
    data: Path, *options: str, nobody: bool = False, under: tuple[str, ...] = ()
) -> Iterator[Served]:
    """A running collector, stopped at the end; `under` is a command that starts it."""
    served = Served(data, *options, nobody=nobody, under=under)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one command of `mkaguzi` over a data folder."""
    return subprocess.run(
        [*_MKAGUZI, "--data", str(data), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


def kill(served: Served) -> None:
    """As a power cut would; nothing, if it has ended."""
    served.process.kill()
    served.process.wait()


def while_it_moves(progress: Callable[[], object], done: Callable[[], bool], what: str) -> None:
    """Wait until it is done, for as long as there is progress: a busy machine is slow."""
    last, end = progress(), time.monotonic() + PATIENCE
    while not done():
        now = progress()
        if now != last:
            last, end = now, time.monotonic() + PATIENCE
        assert time.monotonic() < end, f"no progress for {PATIENCE:.0f} s: {what}, at {last}"
        time.sleep(0.2)


def until(condition: object, what: str) -> None:
    """Wait until a callable is true."""
    assert callable(condition)
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.2)

"""An agent as a technician runs it: `mkaguzi-agent run` in its own process, and what it says."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from agent import store, told
from agent.delivery import identity
from agent.delivery.identity import Identity

ROOT = Path(__file__).parent.parent
PATIENCE = 30.0
"""Seconds for a busy machine to do what takes three."""
AGENT = ("-m", "agent")


def enrolled(state: Path, who: Identity) -> Path:
    """A state folder of an agent that has told its facts before: it waits for none at a start."""
    identity.save(state, who)
    (state / "lock").touch()
    store.save(state / told.FILE, {"os": ["known", time.time()]})
    return state


class Running:
    """A running agent. `under` is a command that starts it, `program` what Python is to run."""

    def __init__(
        self, state: Path, under: tuple[str, ...] = (), program: tuple[str, ...] = AGENT
    ) -> None:
        self.state = state
        self._words = (*under, sys.executable, *program, "--state", str(state))
        self._errors = state.with_name(f"{state.name}.err")
        with self._errors.open("ab") as out:
            self.process = subprocess.Popen(
                [*self._words, "run"], cwd=ROOT, stdout=subprocess.PIPE, stderr=out
            )
        assert self.process.stdout is not None
        self.greeting = self.process.stdout.readline().decode()

    def said(self) -> list[str]:
        """The lines of its standard error, without its name."""
        lines = self._errors.read_text(encoding="utf-8").splitlines()
        return [line.removeprefix("mkaguzi-agent: ") for line in lines]

    def hurry(self) -> None:
        """Have it make a batch now: it is told that the machine woke."""
        self.process.send_signal(signal.SIGUSR2)

    def status(self) -> tuple[int, str]:
        """What `mkaguzi-agent status` says here, and its exit code."""
        done = subprocess.run(
            [*self._words, "status"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    def troubles(self) -> list[str]:
        """The troubles that `status` tells: its exit code is 1 where there are any."""
        code, text = self.status()
        found = [line[9:] for line in text.splitlines() if line.startswith("TROUBLE: ")]
        assert code == (1 if found else 0), text
        return found

    def waits_for(self, true: Callable[[], Any]) -> Any:
        """Until something is true; what it was."""
        end = time.monotonic() + PATIENCE
        while not (found := true()):
            assert time.monotonic() < end, (self.said(), self.status())
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        return found

    def stop(self) -> int:
        """As systemd stops it; its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@contextmanager
def running(
    state: Path, under: tuple[str, ...] = (), program: tuple[str, ...] = AGENT
) -> Iterator[Running]:
    """An agent that runs, and stops in order at the end."""
    one = Running(state, under, program)
    try:
        yield one
        assert one.stop() == 0, one.said()
    finally:
        if one.process.poll() is None:
            one.process.kill()
            one.process.communicate()


@contextmanager
def own_mounts() -> Iterator[tuple[str, ...]]:
    """A command that runs another where it can mount what it likes, seen by nobody else."""
    with subprocess.Popen(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", "echo here; read end"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"here\n"
        place = (f"--target={holder.pid}", "--mount", "--user", "--preserve-credentials")
        try:
            yield ("nsenter", *place, "--")
        finally:
            holder.stdin.close()


def within(mounts: tuple[str, ...], script: str) -> None:
    """Run a shell's commands there."""
    subprocess.run([*mounts, "sh", "-euc", script], check=True, cwd=ROOT)

"""The agent on the collector's own machine, for `mkaguzi serve --with-agent`: a process of its own.

It is an agent like any other: enrolled by a code, over TLS, revocable.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agent.delivery import identity
from agent.delivery.identity import Identity
from agent.trouble import Trouble
from collector.problem import Problem

_PATIENCE = 10.0
"""Seconds it has to deliver its last batch and end."""


class Companion:
    """One agent process over one state folder."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._process: subprocess.Popen[bytes] | None = None

    def known_as(self) -> str | None:
        """The agent's id, if it is enrolled."""
        who = self._identity()
        return who.agent if who else None

    def _identity(self) -> Identity | None:
        try:
            return identity.load(self._state)
        except Trouble:
            return None

    def enrol(self, code: str) -> None:
        """Enrol it anew. Raises Problem."""
        done = subprocess.run(  # noqa: S603 (our own module)
            self._command("enrol", "-"), input=code, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise Problem(f"the agent on this machine was not enrolled: {done.stderr.strip()}")

    def move(self, address: str) -> None:
        """Tell it where the collector listens now."""
        who = self._identity()
        if who is not None and who.address != address:
            identity.save(self._state, who._replace(address=address))

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-P", "-m", "agent", "--state", str(self._state), *words]

    def start(self) -> None:
        """Start it, or start it again if it ended."""
        if self._process is not None and self._process.poll() is None:
            return
        self.stop()
        self._process = subprocess.Popen(  # noqa: S603 (as above)
            self._command("run", "--beside"),
            stdin=subprocess.PIPE,  # it stops when this end closes, even by our kill -9
            stdout=subprocess.DEVNULL,
        )

    def stop(self) -> None:
        """Let it deliver its last batch and end."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
        self._process = None

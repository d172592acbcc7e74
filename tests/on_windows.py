"""An agent installed on a Windows of the tests' own, by Wine: a real Windows Python runs it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from installer import layout, wine
from installer.fetched import UnfetchedError
from installer.wine import Windows
from tests.lacking import lacks

AGENT = Path(__file__).parent.parent / "agent"
NEEDS = ("wine", "mvn", "x86_64-w64-mingw32-gcc")
"""Programs that a test on Windows needs."""


class OnWindows:
    """An installation on drive C, and commands of its Python."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self.folder = windows.drive / "Mkaguzi"
        layout.install(windows, AGENT, self.folder)

    def python(self, *words: str) -> str:
        """What its Python prints, which must end well."""
        code, said = self.windows.run(self.folder / "python.exe", *words)
        assert code == 0, said
        return said

    def place(self, name: str) -> Path:
        """A folder on drive C, as Linux knows it."""
        return self.windows.drive / "states" / name

    def agent(self, state: str, *words: str) -> tuple[int, str]:
        """A command of the agent over a state folder: its exit code, and what it printed."""
        return self.windows.run(*self._command(state), *words)

    def command(self, *words: str) -> tuple[int, str]:
        """A command of the agent over its own state folder, as the service has it."""
        return self.windows.run(self.folder / "python.exe", "-I", "-m", "agent", *words)

    def start(self, state: str, *words: str, **options: Any) -> subprocess.Popen[str]:
        """The same, begun."""
        return self.windows.start(*self._command(state), *words, **options)

    def _command(self, state: str) -> tuple[str | Path, ...]:
        python = self.folder / "python.exe"
        return python, "-I", "-m", "agent", "--state", rf"C:\states\{state}"


@contextmanager
def installed() -> Iterator[OnWindows]:
    """A new Windows with the agent installed, as long as it is needed."""
    try:
        layout.python()
    except UnfetchedError as error:
        lacks(f"the Windows Python ({error})")
    with wine.windows() as windows:
        yield OnWindows(windows)

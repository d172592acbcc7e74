"""Windows by Wine, in a folder of its own that goes when it is done with.

Source: wine(1), wineserver(1), wineboot; Debian's Wine 8.0, of 64 bits alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 120.0
"""Seconds that a program may take which is given no other bound."""
_FIRST = 300.0
_NOT_OURS = ("DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", "PYTHONHOME")
_WINE = {
    "WINEARCH": "win64",
    "WINEDEBUG": "-all",
    "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=",  # they would ask for downloads
}


class Windows:
    """One Windows: its drives, its registry, its processes."""

    def __init__(self, folder: Path) -> None:
        self.drive = folder / "drive_c"
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        self._environment = {**kept, **_WINE, "WINEPREFIX": str(folder)}

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
        """A program of Windows, begun on its drive C; what it prints can be read."""
        given = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "cwd": self.drive}
        return subprocess.Popen(
            ["wine", *map(str, words)],
            **{**given, **options},
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=self._environment,
        )

    def run(self, *words: str | Path, patience: float = PATIENCE) -> tuple[int, str]:
        """A program's exit code, and all that it printed. Raises subprocess.TimeoutExpired."""
        with self.start(*words) as process:
            try:
                said = process.communicate(timeout=patience)[0]
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return process.returncode, said

    def begin(self) -> None:
        """The server stays until it is told to go: services live on between programs, and none of
        them holds what a later program prints. Not `--init`: with that, a driver of the first start
        hangs, and the database of services is locked for a quarter of a minute."""
        self._quietly("wineserver", "-p")
        self._quietly("wineboot", "--update")
        self.pretend("win10")

    def pretend(self, version: str) -> None:
        """Be this version of Windows from now on, as winecfg names it: `win10`, `win7`."""
        self._quietly("wine", "winecfg", "-v", version)

    def end(self) -> None:
        """End all that runs on it; what has ended by itself is no error."""
        for word in ("-k", "-w"):
            self._quietly("wineserver", word, check=False)

    def _quietly(self, *command: str, check: bool = True) -> None:
        subprocess.run(
            command,
            env=self._environment,
            check=check,
            timeout=_FIRST,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def windows() -> Iterator[Windows]:
    """A new Windows 10, ended and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mkaguzi-wine-"))
    here = Windows(folder)
    try:
        here.begin()
        yield here
    finally:
        here.end()
        shutil.rmtree(folder, ignore_errors=True)


def seen(path: Path) -> str:
    """How Windows names a file of ours: the drive Z is all of Linux."""
    return "Z:" + str(path.absolute()).replace("/", "\\")

"""Runs a command of the system: by its full name, in English, with a bound on time and output.

A service's PATH may be anything, and a folder in it anybody's: commands are looked for where the
system keeps them alone.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from agent.nothing import Nothing

_FOLDERS = ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
_MOST = 8 << 20
"""Bytes of output that are looked at."""


def run(words: Sequence[str], patience: float, fails: Sequence[int] = (0,)) -> str:
    """What it prints. Raises Nothing, OSError and TimeoutError."""
    program = _found(words[0])
    try:
        done = subprocess.run(  # noqa: S603 (a name of ours, in a folder of the system's)
            [str(program), *words[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            env=_environment(),
            check=False,
            creationflags=_NO_WINDOW,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{words[0]} did not answer within {patience:.0f} s") from None
    if done.returncode not in fails:
        raise OSError(f"{words[0]} ended with {done.returncode}: {_first_line(done.stderr)}")
    return done.stdout[:_MOST].decode("utf-8", "replace")


_ENDING = ".exe" if os.name == "nt" else ""
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def _found(name: str) -> Path:
    for folder in _folders():
        file = Path(folder) / f"{name}{_ENDING}"
        if file.is_file() and os.access(file, os.X_OK):
            return file
    raise Nothing


def _folders() -> Sequence[str]:
    if os.name != "nt":
        return _FOLDERS
    programs = os.environ.get("PROGRAMFILES", r"C:\Program Files")
    root = os.environ.get("SYSTEMROOT", r"C:\Windows")
    return rf"{root}\System32", rf"{programs}\smartmontools\bin"


def _environment() -> dict[str, str]:
    kept = {n: os.environ[n] for n in ("SYSTEMROOT", "PROGRAMFILES") if n in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "PATH": os.pathsep.join(_folders())}


def _first_line(said: bytes) -> str:
    return said.decode("utf-8", "replace").strip().partition("\n")[0][:200]

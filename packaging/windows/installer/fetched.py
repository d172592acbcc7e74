"""The files of `pins`, each fetched once into a folder outside the repository and held to its sum.

They come by the registries' ordinary clients, `mvn` and `pip`, with whatever mirror those are set
up for.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from installer.pins import VERSION, Jar, Pin, Wheel

FOLDER = "MKAGUZI_CACHE"
"""The environment variable that names another folder than ~/.cache/mkaguzi."""


class UnfetchedError(Exception):
    """A file that cannot be had, or is not the one that was pinned."""


def cache() -> Path:
    """The folder, made where it is missing."""
    folder = Path(os.environ.get(FOLDER) or Path.home() / ".cache" / "mkaguzi")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone() -> Iterator[Path]:
    """The folder, while nobody else changes it: tests of several processes share it."""
    folder = cache()
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def fetched(pin: Pin, folder: Path) -> Path:
    """The file, as it was pinned. Raises UnfetchedError."""
    file = folder / pin.file
    if not file.exists():
        _run(_command(pin, folder))
    if not file.exists():
        raise UnfetchedError(f"{file} was not fetched: the registry has another file of {pin[0]}")
    if digest(file) != pin.sha256:
        file.rename(file.with_suffix(".refused"))
        raise UnfetchedError(f"{file} is not the file that was pinned; it was set aside")
    return file


def _command(pin: Pin, folder: Path) -> list[str]:
    return _of_maven(pin, folder) if isinstance(pin, Jar) else _of_pypi(pin, folder)


def _of_maven(jar: Jar, folder: Path) -> list[str]:
    return ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={jar.artifact}",
            f"-DoutputDirectory={folder}"]  # fmt: skip


def _of_pypi(wheel: Wheel, folder: Path) -> list[str]:
    return [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:",
            "--platform=win_amd64", f"--python-version={VERSION}", f"--dest={folder}",
            wheel.requirement]  # fmt: skip


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        raise UnfetchedError(f"{command[0]} is missing: see .ci/packages") from None
    except subprocess.CalledProcessError as error:
        said = f"{error.stdout}{error.stderr}".strip()
        raise UnfetchedError(f"{command[0]} failed: {said[-2000:]}") from None


def digest(file: Path) -> str:
    """Its SHA-256, in hexadecimal digits."""
    return sha256(file.read_bytes()).hexdigest()

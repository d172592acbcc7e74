"""The collector's data folder: made on the first start, and held by one collector at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from collector.folder import private
from collector.folder.belongings import RESTORING
from collector.folder.config import Settings
from collector.folder.lastgood import FOLDER, LastGood
from collector.problem import Problem


class FolderError(Problem):
    """The data folder cannot be used. The message names the cause and the remedy."""


def prepare(settings: Settings, example: Path) -> None:
    """Make the folder (its owner's alone) and put the example of an organisation in it, once."""
    if (settings.data / RESTORING).exists():
        raise FolderError(
            f"a restore into {settings.data} was cut short: what is there is not whole. "
            "Empty that folder and restore again, or name another with --data."
        )
    try:
        private.folder(settings.data)
        if not settings.organisation_file.exists() and not last_organisation(settings).texts():
            private.replace(settings.organisation_file, example.read_bytes())
    except OSError as error:
        raise FolderError(
            f"cannot write to the data folder {settings.data}: {error.strerror}. "
            "Choose another with --data, or make it writable for this user."
        ) from None


def last_organisation(settings: Settings) -> LastGood:
    """The copy of the organisation's file as it was taken last."""
    return LastGood(settings.data / FOLDER / "organisation")


def last_standards(settings: Settings) -> LastGood:
    """The copies of the officer's standards as they were taken last."""
    return LastGood(settings.data / FOLDER / "standards")


class Lock:
    """Held while a collector uses the folder, let go by the system however it ends."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[str] = (folder / "lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = self._holder()
            self._file.close()
            raise FolderError(
                f"another collector{holder} uses the data folder {folder}. "
                "Stop it first, or give this one a folder of its own with --data."
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def _holder(self) -> str:
        self._file.seek(0)
        number = self._file.read().strip()
        return f" (process {number})" if number else ""

    def release(self) -> None:
        """Let another collector have the folder."""
        self._file.close()

"""A folder of files that are there whole or not at all, each with a checksum.

A file is written beside its place, flushed and then renamed: a power cut leaves the whole or none.
What a disk spoiled nevertheless is found when it is read.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from pathlib import Path

from agent.store import WITHIN, flush_folder, settle

_MAGIC = b"MKZ1"
_HEAD = len(_MAGIC) + 4
_PART = ".part"


class TornError(Exception):
    """What a file holds is not what was written."""


class Shelf:
    """The files whose names `is_ours`, with their sizes (B). `trouble`: what the disk refused."""

    def __init__(self, folder: Path, is_ours: Callable[[str], bool]) -> None:
        self._folder = folder
        self.trouble = ""
        self.halves: list[str] = []
        """What was half written when the machine or the agent ended; it is gone now."""
        self._prepare()
        self.sizes = self._scan(is_ours)

    def _prepare(self) -> None:
        try:
            self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
            for part in self._folder.glob(f"*{_PART}"):
                self.halves.append(part.name.removesuffix(_PART))
                self._unlink(part)
        except OSError as error:
            self.trouble = f"the spool {self._folder} cannot be used: {error.strerror}"

    def _scan(self, is_ours: Callable[[str], bool]) -> dict[str, int]:
        try:
            files = sorted(self._folder.iterdir())
            return {f.name: f.stat().st_size for f in files if is_ours(f.name)}
        except OSError:
            return {}

    def _unlink(self, file: Path) -> None:
        """A disk that refuses (it turned read-only) keeps it; it is passed by until a start."""
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            self.trouble = f"{file} cannot be removed: {error.strerror}"

    def write(self, name: str, body: bytes, instead_of: str = "") -> None:
        """Durable at return; as old as the one it is written instead of. Raises OSError."""
        part = self._folder / f"{name}{_PART}"
        head = _MAGIC + zlib.crc32(body).to_bytes(4, "big")
        try:
            with part.open("wb") as file:
                file.write(head + body)
                file.flush()
                os.fsync(file.fileno())
            if instead_of:
                at = self.time(instead_of)
                os.utime(part, (at, at))
            settle(part, self._folder / name)
            flush_folder(self._folder)
        except OSError:
            self._unlink(part)
            raise
        self.sizes[name] = len(head) + len(body)

    def read(self, name: str) -> bytes | None:
        """What was written; None if it cannot be had now. Raises TornError: it is gone then."""
        try:
            content = (self._folder / name).read_bytes()
        except FileNotFoundError:
            content = b""
        except OSError as error:  # not its fault: too many files are open, say
            self.trouble = f"{self._folder / name} cannot be read: {error.strerror}"
            return None
        body = content[_HEAD:]
        if content[:4] == _MAGIC and content[4:_HEAD] == zlib.crc32(body).to_bytes(4, "big"):
            return body
        self.remove(name)
        raise TornError(name)

    def remove(self, name: str) -> None:
        """It is not there any more."""
        if self.sizes.pop(name, None) is not None:
            self._unlink(self._folder / name)

    def time(self, name: str) -> float:
        """When it was written, by the clock of then (UTC s). Raises OSError."""
        return (self._folder / name).stat().st_mtime

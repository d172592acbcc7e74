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
from agent.trouble import refusal

_MAGIC = b"MKZ1"
_HEAD = len(_MAGIC) + 4
_PART = ".part"


class TornError(Exception):
    """What a file holds is not what was written."""


class Shelf:
    """The files whose names `is_ours`, with their sizes (B). What else is there is left alone."""

    def __init__(self, folder: Path, is_ours: Callable[[str], bool]) -> None:
        self._folder, self._is_ours = folder, is_ours
        self._unwritten = ""
        self._unread: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.last = ""
        """The last of the names that are in use, by whatever they are."""
        self.halves: list[str] = []
        """What was half written when the machine or the agent ended; it is gone now."""
        self.is_known = False
        """Whether what is there was looked at; a disk that refused is looked at when it works."""
        self._look()

    @property
    def trouble(self) -> str:
        """What the disk refuses; empty: nothing."""
        return self._unwritten or next(iter(self._unread.values()), "")

    def _look(self) -> None:
        try:
            self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
            with os.scandir(self._folder) as found:
                for entry in found:
                    self._meet(entry)
            self.is_known = True
        except OSError as error:
            self._refused(error)

    def _meet(self, entry: os.DirEntry[str]) -> None:
        name = entry.name.removesuffix(_PART)
        if not self._is_ours(name):
            return
        self.last = max(self.last, name)
        if not entry.is_file(follow_symlinks=False):
            return
        if name == entry.name:
            self.sizes[name] = _size(entry)
        else:
            self.halves.append(name)
            self._unlink(self._folder / entry.name)

    def _refused(self, error: OSError) -> None:
        said = f"the spool {self._folder} cannot be written: {refusal(error)}"
        self._unwritten = f"{said}; what is new waits in memory"

    def _unlink(self, file: Path) -> None:
        """A disk that refuses (it turned read-only) keeps it; it is passed by until a start."""
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            self._refused(error)

    def write(self, name: str, body: bytes, instead_of: str = "") -> None:
        """Durable at return; as old as the one it is written instead of. Raises OSError."""
        part = self._folder / f"{name}{_PART}"
        content = _MAGIC + zlib.crc32(body).to_bytes(4, "big") + body
        try:
            self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)  # it may have been removed
            self._flushed(part, content)
            if instead_of:
                at = self.time(instead_of)
                os.utime(part, (at, at))
            settle(part, self._folder / name)
            flush_folder(self._folder)
        except OSError as error:
            self._unlink(part)
            self._refused(error)
            raise
        self.sizes[name] = len(content)
        self._unwritten = ""
        if not self.is_known:
            self._look()

    @staticmethod
    def _flushed(part: Path, content: bytes) -> None:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def read(self, name: str) -> bytes | None:
        """What was written; None if it cannot be had now. Raises TornError: it is gone then."""
        try:
            content = (self._folder / name).read_bytes()
        except FileNotFoundError:
            content = b""
        except OSError as error:  # not its fault: too many files are open, say
            said = f"{self._folder / name} cannot be read: {refusal(error)}"
            self._unread[name] = f"{said}; it is tried again"
            return None
        self._unread.pop(name, None)
        body = content[_HEAD:]
        if content[:4] == _MAGIC and content[4:_HEAD] == zlib.crc32(body).to_bytes(4, "big"):
            return body
        self.remove(name)
        raise TornError(name)

    def remove(self, name: str) -> None:
        """It is not there any more."""
        self._unread.pop(name, None)
        if self.sizes.pop(name, None) is not None:
            self._unlink(self._folder / name)

    def time(self, name: str) -> float:
        """When it was written, by the clock of then (UTC s). Raises OSError."""
        return (self._folder / name).stat().st_mtime


def _size(entry: os.DirEntry[str]) -> int:
    """Of a file that the disk tells nothing of, reading it will tell why."""
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0

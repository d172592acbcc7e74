"""The spool: batches wait on disk until the collector has them, and are lost to nothing but age.

One file a batch, written beside its place, flushed and then renamed: a power cut leaves the whole
batch or none. A checksum finds what a disk spoiled. The spool is bounded in bytes: the oldest
samples go first, then the oldest of the rest, counted. If the disk refuses, batches wait in
memory, a bounded number, and the state says so.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

_MAGIC = b"MKZ1"
_HEAD = len(_MAGIC) + 4
_IN_MEMORY = 200
"""Batches kept in memory while the disk refuses: most of a day at five minutes."""


class Spool:
    """A folder of waiting batches. Names sort by age; bodies are never changed."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._memory: dict[str, bytes] = {}
        self.torn = 0
        self.dropped = 0
        self.trouble = ""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for part in folder.glob("*.part"):
                self._tear(part)
        except OSError as error:
            self.trouble = f"the spool {folder} cannot be used: {error.strerror}"
        self._sizes = self._scan()
        self._next = 1 + max((int(name[:12]) for name in self._sizes), default=0)

    def _scan(self) -> dict[str, int]:
        try:
            files = sorted(self._folder.glob("*.batch"))
            return {f.name: f.stat().st_size for f in files if f.name[:12].isdigit()}
        except OSError:
            return {}

    def _tear(self, file: Path) -> None:
        self.torn += 1
        try:
            file.unlink()
        except OSError as error:
            self.trouble = f"{file} cannot be removed: {error.strerror}"

    @property
    def size(self) -> int:
        """Bytes that wait."""
        return sum(self._sizes.values()) + sum(map(len, self._memory.values()))

    def names(self) -> list[str]:
        """What waits, the oldest first."""
        return sorted([*self._sizes, *self._memory])

    def put(self, body: bytes, *, keep: bool) -> None:
        """Make a batch wait, durable at return if the disk allows. `keep`: more than samples."""
        name = f"{self._next:012d}-{'k' if keep else 's'}.batch"
        self._next += 1
        try:
            self._write(name, body)
            self.trouble = ""
        except OSError as error:
            self.trouble = f"the spool cannot be written: {error.strerror}; batches wait in memory"
            self._memory[name] = body
        self._bound()

    def _write(self, name: str, body: bytes) -> None:
        part = self._folder / f"{name}.part"
        head = _MAGIC + zlib.crc32(body).to_bytes(4, "big")
        with part.open("wb") as file:
            file.write(head + body)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / name)
        _flush_folder(self._folder)
        self._sizes[name] = len(head) + len(body)

    def _bound(self) -> None:
        while len(self._memory) > _IN_MEMORY:
            del self._memory[min(self._memory)]
            self.dropped += 1
        while self.size > self._limit and len(self._sizes) > 1:
            samples = [name for name in self._sizes if "-s." in name]
            self.drop(min(samples or self._sizes))
            self.dropped += 1

    def get(self, name: str) -> bytes | None:
        """A waiting batch; None if it was torn (it is gone then, and counted)."""
        if name in self._memory:
            return self._memory[name]
        try:
            content = (self._folder / name).read_bytes()
        except OSError:
            content = b""
        body = content[_HEAD:]
        if content[:4] == _MAGIC and content[4:_HEAD] == zlib.crc32(body).to_bytes(4, "big"):
            return body
        self._sizes.pop(name, None)
        self._tear(self._folder / name)
        return None

    def drop(self, name: str) -> None:
        """A batch has arrived, or must go."""
        self._memory.pop(name, None)
        if self._sizes.pop(name, None) is not None:
            (self._folder / name).unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make a rename outlive a power cut. Windows flushes it with the file."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

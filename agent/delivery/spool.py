"""The spool: batches wait on disk until the collector has them, and are lost to nothing but age.

One file a batch, written beside its place, flushed and then renamed: a power cut leaves the whole
batch or none. A checksum finds what a disk spoiled. The spool is bounded in bytes: the oldest
samples go first, then the oldest of the rest, counted. If the disk refuses, batches wait in
memory, a bounded number, and the state says so. Safe from any thread.
"""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from agent.store import WITHIN, flush_folder, settle

_MAGIC = b"MKZ1"
_HEAD = len(_MAGIC) + 4
_IN_MEMORY = 200
"""Batches kept in memory while the disk refuses: most of a day at five minutes."""


class Lost(NamedTuple):
    """Batches that were lost: torn by a disk or a power cut, dropped for the bound."""

    torn: int = 0
    dropped: int = 0


class Spool:
    """A folder of waiting batches. Names sort by age; bodies are never changed."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._guard = threading.RLock()
        self._memory: dict[str, bytes] = {}
        self.lost = Lost()
        self.lost_facts = False
        """Whether more than samples was lost; whoever tells the facts anew puts it back."""
        self.trouble = ""
        self._prepare()
        self._sizes = self._scan()
        self._next = 1 + max((int(name[:12]) for name in self._sizes), default=0)

    def _prepare(self) -> None:
        try:
            self._folder.mkdir(mode=WITHIN, parents=True, exist_ok=True)
            for part in self._folder.glob("*.part"):
                self._tear(part.name.removesuffix(".part"), part)
        except OSError as error:
            self.trouble = f"the spool {self._folder} cannot be used: {error.strerror}"

    def _scan(self) -> dict[str, int]:
        try:
            files = sorted(self._folder.glob("*.batch"))
            return {f.name: f.stat().st_size for f in files if f.name[:12].isdecimal()}
        except OSError:
            return {}

    def _tear(self, name: str, file: Path) -> None:
        self._count(name, torn=1)
        self._remove(file)

    def _count(self, name: str, torn: int = 0, dropped: int = 0) -> None:
        self.lost = Lost(self.lost.torn + torn, self.lost.dropped + dropped)
        self.lost_facts = self.lost_facts or "-s." not in name

    def _remove(self, file: Path) -> None:
        """A disk that refuses (it turned read-only) keeps it; it is passed by until a start."""
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            self.trouble = f"{file} cannot be removed: {error.strerror}"

    @property
    def size(self) -> int:
        """Bytes that wait."""
        with self._guard:
            return sum(self._sizes.values()) + sum(map(len, self._memory.values()))

    def names(self) -> list[str]:
        """What waits, the oldest first."""
        with self._guard:
            return sorted([*self._sizes, *self._memory])

    def newest(self, but: set[str]) -> str | None:
        """The newest batch that waits, these left out."""
        with self._guard:
            ends = (
                next((name for name in reversed(place) if name not in but), "")
                for place in (self._sizes, self._memory)
            )
            return max(ends) or None

    def put(self, body: bytes, *, keep: bool) -> None:
        """Make a batch wait, durable at return if the disk allows. `keep`: more than samples."""
        with self._guard:
            name = f"{self._next:012d}-{'k' if keep else 's'}.batch"
            self._next += 1
            self._memory[name] = body
            self._settle()
            self._bound()

    def _settle(self) -> None:
        """Bring what is in memory to the disk, the oldest first, as far as it goes."""
        try:
            for name in list(self._memory):
                self._write(name, self._memory[name])
                del self._memory[name]
            self.trouble = ""
        except OSError as error:
            self.trouble = f"the spool cannot be written: {error.strerror}; batches wait in memory"

    def _write(self, name: str, body: bytes) -> None:
        part = self._folder / f"{name}.part"
        head = _MAGIC + zlib.crc32(body).to_bytes(4, "big")
        try:
            with part.open("wb") as file:
                file.write(head + body)
                file.flush()
                os.fsync(file.fileno())
            settle(part, self._folder / name)
            flush_folder(self._folder)
        except OSError:
            self._remove(part)
            raise
        self._sizes[name] = len(head) + len(body)

    def _bound(self) -> None:
        while len(self._memory) > _IN_MEMORY:
            oldest = min(self._memory)
            del self._memory[oldest]
            self._count(oldest, dropped=1)
        while self.size > self._limit and len(self._sizes) > 1:
            oldest = next((name for name in self._sizes if "-s." in name), min(self._sizes))
            self.drop(oldest)
            self._count(oldest, dropped=1)

    def get(self, name: str) -> bytes | None:
        """A waiting batch; None if it cannot be had now, or was torn (it is gone then)."""
        with self._guard:
            if name not in self._sizes:
                return self._memory.get(name)
            return self._read(name)

    def _read(self, name: str) -> bytes | None:
        file = self._folder / name
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            content = b""
        except OSError as error:  # not its fault: too many files are open, say
            self.trouble = f"{file} cannot be read: {error.strerror}"
            return None
        body = content[_HEAD:]
        if content[:4] == _MAGIC and content[4:_HEAD] == zlib.crc32(body).to_bytes(4, "big"):
            return body
        del self._sizes[name]
        self._tear(name, file)
        return None

    def drop(self, name: str) -> None:
        """A batch has arrived, or must go."""
        with self._guard:
            self._memory.pop(name, None)
            if self._sizes.pop(name, None) is not None:
                self._remove(self._folder / name)

    def rewrite(self, change: Callable[[bytes], bytes]) -> None:
        """Put each waiting batch through `change`; one that it cannot take (ValueError) is lost."""
        for name in self.names():
            body = self.get(name)
            if body is not None:
                self._rewrite(name, body, change)

    def _rewrite(self, name: str, body: bytes, change: Callable[[bytes], bytes]) -> None:
        try:
            changed = change(body)
        except ValueError:
            self._count(name, torn=1)
        else:
            self.put(changed, keep="-s." not in name)
        self.drop(name)

"""The spool: batches wait on disk until the collector has them, and are lost to nothing but age.

It is bounded in bytes: beyond that the oldest samples are thinned, then the oldest dropped, then
the oldest of the rest, counted; what is of the last hour goes last. If the disk refuses, batches
wait in memory, a bounded number, and the state says so. Safe from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from agent import chance
from agent.delivery.naming import is_samples, level_of, name_of, number_of, oldest_run, thinner
from agent.delivery.shelf import Shelf, TornError
from agent.delivery.thinning import GRIDS, Counters, merged

_IN_MEMORY = 200
"""Batches kept in memory while the disk refuses: most of a day at five minutes."""
_BEYOND = 5e11, 9e11
"""Between these lies the first number where the disk does not tell which are taken."""
_RUN = 12
"""Batches that are thinned into one."""
_LATELY = 3600.0
"""Seconds before the newest batch: what came in them is not thinned."""


class Lost(NamedTuple):
    """Batches that were lost: torn by a disk or a power cut, dropped for the bound; and thinned."""

    torn: int = 0
    dropped: int = 0
    thinned: int = 0

    def since(self, before: Lost) -> dict[str, int]:
        """What came to it since, by name."""
        more = (now - then for now, then in zip(self, before, strict=True))
        return {name: n for name, n in zip(self._fields, more, strict=True) if n}


class Spool:
    """A folder of waiting batches. Names sort by age; a body never changes under its name."""

    def __init__(self, folder: Path, limit: int, counters: Counters = MappingProxyType({})) -> None:
        """`counters` are the fields of samples that only grow: see `thinning`."""
        self._limit = limit
        self._counters = counters
        self._guard = threading.RLock()
        self._memory: dict[str, bytes] = {}
        self._solid: set[str] = set()
        self.lost = Lost()
        self.lost_facts = False
        """Whether more than samples was lost; whoever tells the facts anew puts it back."""
        self._shelf = Shelf(folder, lambda name: number_of(name) is not None)
        for name in self._shelf.halves:
            self._count(name, torn=1)
        self._next = 1 + (number_of(self._shelf.last) or 0)
        if not self._shelf.is_known:  # it may hold batches, whose numbers must stay theirs
            self._next = int(chance.between(*_BEYOND))

    @property
    def trouble(self) -> str:
        """What keeps it from its work; empty: nothing."""
        return self._shelf.trouble

    def _count(self, name: str, torn: int = 0, dropped: int = 0) -> None:
        before = self.lost
        self.lost = Lost(before.torn + torn, before.dropped + dropped, before.thinned)
        self.lost_facts = self.lost_facts or not is_samples(name)

    @property
    def size(self) -> int:
        """Bytes that wait."""
        with self._guard:
            return sum(self._shelf.sizes.values()) + sum(map(len, self._memory.values()))

    def names(self) -> list[str]:
        """What waits, the oldest first."""
        with self._guard:
            return sorted([*self._shelf.sizes, *self._memory])

    def newest(self, but: set[str]) -> str | None:
        """The newest batch that waits, these left out."""
        with self._guard:
            left = (n for place in (self._shelf.sizes, self._memory) for n in place if n not in but)
            return max(left, default=None)

    def put(self, body: bytes, *, keep: bool) -> None:
        """Make a batch wait, durable at return if the disk allows. `keep`: more than samples."""
        with self._guard:
            name = name_of(self._next, keep=keep)
            self._next += 1
            self._memory[name] = body
            self._settle()
            self._bound()

    def _settle(self) -> None:
        """Bring what is in memory to the disk, the oldest first, as far as it goes."""
        with suppress(OSError):  # the shelf says what is wrong
            for name in list(self._memory):
                self._shelf.write(name, self._memory[name])
                del self._memory[name]

    def _bound(self) -> None:
        while len(self._memory) > _IN_MEMORY:
            oldest = min(self._memory)
            del self._memory[oldest]
            self._count(oldest, dropped=1)
        while self.size > self._limit and len(self._shelf.sizes) > 1:
            if not self._thin():
                names = sorted(self._shelf.sizes)
                oldest = next(filter(is_samples, names), names[0])
                self.drop(oldest)
                self._count(oldest, dropped=1)

    def _thin(self) -> bool:
        """Make the oldest batches of samples into one; whether there was anything to do."""
        lately = self._lately()
        names = (n for n in self._shelf.sizes if n not in self._solid and n < lately)
        run = oldest_run(names, _RUN)
        if not run:
            return False
        told = {name: body for name in run if (body := self.get(name)) is not None}
        made = merged(list(told.values()), GRIDS[level_of(run[0])], self._counters)
        less = made is not None and len(made) < sum(map(len, told.values()))
        if not less or not self._replace(list(told), made or b""):
            self._solid.update(run)
        return True

    def _lately(self) -> str:
        """The first of the names that came in the last hour, by the disk's own times.

        It is sought from the newest backwards: those of the hour are few, all others thousands.
        What a wrong clock gave another time is of another hour: it may be thinned like the rest.
        """
        names = sorted(self._shelf.sizes, reverse=True)
        try:
            end = self._shelf.time(names[0])
            return min(takewhile(lambda n: abs(end - self._shelf.time(n)) < _LATELY, names))
        except OSError:
            return names[0]

    def _replace(self, names: list[str], body: bytes) -> bool:
        """One in place of several, on the disk before they go: a power cut doubles, never loses."""
        try:
            self._shelf.write(thinner(names[-1]), body, instead_of=names[-1])
        except OSError:
            return False
        for old in names:
            self._shelf.remove(old)
        self.lost = self.lost._replace(thinned=self.lost.thinned + len(names))
        return True

    def get(self, name: str) -> bytes | None:
        """A waiting batch; None if it cannot be had now, or was torn (it is gone then)."""
        with self._guard:
            if name not in self._shelf.sizes:
                return self._memory.get(name)
            try:
                return self._shelf.read(name)
            except TornError:
                self._count(name, torn=1)
                return None

    def drop(self, name: str) -> None:
        """A batch has arrived, or must go."""
        with self._guard:
            self._memory.pop(name, None)
            self._shelf.remove(name)

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
            self.put(changed, keep=not is_samples(name))
        self.drop(name)

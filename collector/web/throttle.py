"""Too many tries to sign in: whoever guesses must wait. In memory; the clock is an argument."""

from __future__ import annotations

import threading
from collections import deque

from litestar.di import NamedDependency

WINDOW = 900
"""Seconds a try counts."""
MOST = {"pair": 10, "address": 50, "name": 100}
"""Tries within the window: by one name from one address, from one address (a whole office may
share it), and by one name from anywhere (so many that nobody is easily locked out by another)."""
KEPT = 10_000
"""Keys that are remembered; beyond it those that were tried longest ago go."""
_NAME = 100
"""Characters of a name that are told apart: what is sent as one may be 64 KiB long."""


class Throttle:
    """Counts tries by name and address until they succeed. Safe from any thread."""

    def __init__(self) -> None:
        self._tries: dict[tuple[str, str], deque[int]] = {}  # tried longest ago first
        self._lock = threading.Lock()

    def enter(self, name: str, address: str, now: int) -> int:
        """Seconds to wait before another try; 0: go on, and this try is counted."""
        keys = _keys(name, address)
        with self._lock:
            wait = max(self._wait(key, now) for key in keys)
            if wait == 0:
                for key in keys:
                    self._count(key, now)
                self._forget(now)
        return wait

    def _count(self, key: tuple[str, str], now: int) -> None:
        tries = self._tries.pop(key, None) or deque(maxlen=MOST[key[0]])
        tries.append(now)
        self._tries[key] = tries

    def _wait(self, key: tuple[str, str], now: int) -> int:
        tries = self._tries.get(key)
        while tries and tries[0] <= now - WINDOW:
            tries.popleft()
        if not tries or len(tries) < MOST[key[0]]:
            return 0
        return tries[0] + WINDOW - now

    def _forget(self, now: int) -> None:
        """From the front on, so that a try costs little however many keys there are."""
        while self._tries:
            oldest = next(iter(self._tries))
            tries = self._tries[oldest]
            if tries and tries[-1] > now - WINDOW and len(self._tries) <= KEPT:
                return
            del self._tries[oldest]

    @property
    def kept(self) -> int:
        """How many keys are remembered."""
        return len(self._tries)

    def succeeded(self, name: str, address: str) -> None:
        """The try was right: it counts no more, and earlier ones of this pair are forgiven."""
        pair, *wider = _keys(name, address)
        with self._lock:
            self._tries.pop(pair, None)
            for key in wider:
                if tries := self._tries.get(key):
                    tries.pop()


TheThrottle = NamedDependency[Throttle]
"""The one throttle of the pages, as a handler asks for it."""


def _keys(name: str, address: str) -> list[tuple[str, str]]:
    plain = name.casefold()[:_NAME]
    keys = [("pair", f"{plain} {address}"), ("address", address)]
    return [*keys, ("name", plain)] if plain else keys

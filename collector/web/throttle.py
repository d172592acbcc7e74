"""Too many failed sign-ins: whoever guesses must wait. In memory; the clock is an argument."""

from __future__ import annotations

import threading
from collections import deque

WINDOW = 900
"""Seconds a failure counts."""
MOST = {"name": 10, "address": 50}
"""Failures within the window: by one name, and from one address (a whole office may share it)."""
_KEPT = 10_000
"""Keys that are remembered; beyond it those without a recent failure go."""


class Throttle:
    """Counts failures by key (`name:asha`, `address:10.0.0.7`). Safe from any thread."""

    def __init__(self) -> None:
        self._failures: dict[str, deque[int]] = {}
        self._lock = threading.Lock()

    def waits(self, name: str, address: str, now: int) -> int:
        """Seconds until another try is let through; 0 for at once."""
        with self._lock:
            return max(self._wait(key, kind, now) for key, kind in _keys(name, address))

    def _wait(self, key: str, kind: str, now: int) -> int:
        recent = self._failures.get(key)
        while recent and recent[0] <= now - WINDOW:
            recent.popleft()
        if not recent or len(recent) < MOST[kind]:
            return 0
        return recent[0] + WINDOW - now

    def failed(self, name: str, address: str, now: int) -> None:
        """A try failed."""
        with self._lock:
            for key, kind in _keys(name, address):
                self._failures.setdefault(key, deque(maxlen=MOST[kind])).append(now)
            if len(self._failures) > _KEPT:
                self._forget(now)

    def _forget(self, now: int) -> None:
        self._failures = {k: d for k, d in self._failures.items() if d and d[-1] > now - WINDOW}

    def succeeded(self, name: str) -> None:
        """The right password: earlier failures by this name are forgiven."""
        with self._lock:
            self._failures.pop(f"name:{name.casefold()}", None)


def _keys(name: str, address: str) -> list[tuple[str, str]]:
    keys = [(f"address:{address}", "address")]
    return [*keys, (f"name:{name.casefold()}", "name")] if name else keys

"""Notices that the wall clock was set, or that the machine slept, by the monotonic clock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

EVERY = 5.0
"""Seconds between two looks."""
JUMP = 30.0
"""Seconds by which the two clocks must have parted."""


class Jumps:
    """Calls `noticed` in a thread of its own after each jump, until `stop`."""

    def __init__(self, noticed: Callable[[], None], wall: Callable[[], float] = time.time) -> None:
        self._noticed = noticed
        self._wall = wall
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jumps", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        before = self._apart()
        while not self._stopping.wait(EVERY):
            after = self._apart()
            if abs(after - before) > JUMP:
                self._noticed()
            before = after

    def _apart(self) -> float:
        return self._wall() - time.monotonic()

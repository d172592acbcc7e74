"""The thread that applies the journal to the state, as long as there is any of it to apply."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from collector.store.state.reach import is_lost, reason

_LOG = logging.getLogger(__name__)
_LOOK = 5.0
"""Seconds between looks without news."""
_FIRST_WAIT, _LONGEST_WAIT, _LOST_WAIT = 1.0, 60.0, 10.0
"""Seconds before another try after the first failure; at most so many, doubled each time; the same
where the database cannot be reached, for it is back from one moment to the next."""
_BREATH = 0.01
"""Seconds between two groups, in which another process (a command) may write."""


class Follower:
    """Runs `catch_up` whenever there is news, until `stop`. Whatever it meets, it tries again."""

    def __init__(self, catch_up: Callable[[], int]) -> None:
        self._catch_up = catch_up
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._failures = 0
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Begin, with what is there already."""
        self._news.set()
        self._thread.start()

    def wake(self) -> None:
        """There is news in the journal."""
        self._news.set()

    def stop(self) -> None:
        """Finish the group at hand, then end."""
        self._stopping.set()
        self._news.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._news.wait(_LOOK)
            self._news.clear()
            try:
                while not self._stopping.wait(_BREATH) and self._catch_up():
                    pass
            except Exception as error:  # noqa: BLE001 (a follower that ends judges nothing any more)
                self._failed(error)
            else:
                self._went_well()

    def _failed(self, error: Exception) -> None:
        """Say it once, however often it comes, and wait; what waits is shown on the pages."""
        lost = is_lost(error)  # and then it is told by `Reach`
        kind = type(error).__name__
        if kind != self._said and not lost:
            _LOG.error("the journal waits, it cannot be applied now: %s: %s", kind, reason(error))
            self._said = kind
        longest = _LOST_WAIT if lost else _LONGEST_WAIT
        self._stopping.wait(min(longest, _FIRST_WAIT * 2**self._failures))
        self._failures = min(self._failures + 1, 10)

    def _went_well(self) -> None:
        if self._said and not self._stopping.is_set():
            _LOG.warning("the journal is applied again")
        self._failures, self._said = 0, ""

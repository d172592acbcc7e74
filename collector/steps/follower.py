"""The thread that applies the journal to the state, as long as there is any of it to apply."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_LOG = logging.getLogger(__name__)
_LOOK = 5.0
"""Seconds between looks without news."""
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
"""Seconds before another try after the first failure; at most so many, doubled each time."""
_BREATH = 0.01
"""Seconds between two groups, in which another process (a command) may write."""
_TOLD = 300
"""Characters of a failure that the log tells."""


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
        kind = type(error).__name__
        if kind != self._said:
            _LOG.error("the journal waits, it cannot be applied now: %s: %s", kind, _line(error))
            self._said = kind
        self._stopping.wait(min(_LONGEST_WAIT, _FIRST_WAIT * 2**self._failures))
        self._failures = min(self._failures + 1, 10)

    def _went_well(self) -> None:
        if self._failures and not self._stopping.is_set():
            _LOG.warning("the journal is applied again")
            self._failures, self._said = 0, ""


def _line(error: Exception) -> str:
    """What an error says, in one line: a database's tells the whole statement after it."""
    return str(getattr(error, "orig", None) or error).partition("\n")[0][:_TOLD]

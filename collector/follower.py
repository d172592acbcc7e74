"""The thread that applies the journal to the state, as long as there is any of it to apply."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

_LOG = logging.getLogger(__name__)
_PATIENCE = 5.0
"""Seconds before another try when the state cannot be written, and between looks without news."""
_BREATH = 0.01
"""Seconds between two groups, in which another process (a command) may write."""


class Follower:
    """Runs `catch_up` whenever there is news, until `stop`."""

    def __init__(self, catch_up: Callable[[], int]) -> None:
        self._catch_up = catch_up
        self._news = threading.Event()
        self._stopping = threading.Event()
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
            self._news.wait(_PATIENCE)
            self._news.clear()
            try:
                while not self._stopping.wait(_BREATH) and self._catch_up():
                    pass
            except SQLAlchemyError as error:
                _LOG.error("the state cannot be written, the journal waits: %s", error)
                self._stopping.wait(_PATIENCE)

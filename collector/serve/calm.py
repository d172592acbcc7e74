"""A log that a fault cannot fill: what is said again and again is said a few times, and counted."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

SPAN = 600.0
"""Seconds within which repetitions are counted."""
EACH, ALL = 3, 200
"""How often one thing is said in that time, and how much in all."""


class Calm(logging.Filter):
    """For a handler. One thing is the first line of a message, unformatted, its exception, and the
    job it tells of.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._began = clock()
        self._said: dict[object, int] = {}
        self._all = self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is said."""
        if self._clock() - self._began >= SPAN:
            self._begin_again(record)
        first = str(record.msg).partition("\n")[0]
        what = (record.name, first, _kind(record), _job(record))
        times = self._said.get(what, 0)
        if times >= EACH or self._all >= ALL:
            self._left_out += 1
            return False
        self._said[what] = times + 1
        self._all += 1
        return True

    def _begin_again(self, record: logging.LogRecord) -> None:
        if self._left_out:
            record.msg = f"{record.msg} (before it, {self._left_out} lines like others left out)"
        self._began = self._clock()
        self._said.clear()
        self._all = self._left_out = 0


def _kind(record: logging.LogRecord) -> str:
    return record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""


def _job(record: logging.LogRecord) -> str:
    """The name of the job that the scheduler tells of: all jobs fail in the same words."""
    given = record.args if isinstance(record.args, tuple) else ()
    return str(getattr(given[0], "name", "")) if given else ""

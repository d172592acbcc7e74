"""What stops the agent: a signal, or the end of whoever started it.

A handler runs in the middle of anything, also while an Event is locked, so it only writes to a
pipe; a thread that waits at the other end does the rest.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable


def on_signals(stop: Callable[[], None]) -> None:
    """Call `stop`, from a thread, at SIGINT and SIGTERM."""
    reading, writing = os.pipe()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os.write(writing, b"!"))
    _when_read(reading, stop, until_end=False)


def with_starter(stop: Callable[[], None]) -> None:
    """Call it when standard input ends too: its other end closes however the starter ends."""
    _when_read(sys.stdin.fileno(), stop, until_end=True)


def _when_read(handle: int, stop: Callable[[], None], *, until_end: bool) -> None:
    def wait() -> None:
        while os.read(handle, 1024) and until_end:
            pass
        stop()

    threading.Thread(target=wait, name="stop", daemon=True).start()

"""What is said to a running agent: by a signal, or by the end of whoever started it.

A handler runs in the middle of anything, also while an Event is locked, so it only writes to a
pipe; a thread that waits at the other end does the rest.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping


def on_signals(calls: Mapping[int, Callable[[], None]]) -> None:
    """Call, from a thread, what belongs to each signal that comes."""
    reading, writing = os.pipe()
    for number in calls:
        signal.signal(number, lambda number, _: os.write(writing, bytes([number])))

    def wait() -> None:
        while number := os.read(reading, 1):
            calls[number[0]]()

    threading.Thread(target=wait, name="signals", daemon=True).start()


def with_starter(stop: Callable[[], None]) -> None:
    """Call it when standard input ends too: its other end closes however the starter ends."""
    handle = sys.stdin.fileno()

    def wait() -> None:
        while os.read(handle, 1024):
            pass
        stop()

    threading.Thread(target=wait, name="stop", daemon=True).start()

"""A simulated wall clock that two processes share, and the collector that lives by it.

Only the time of day is simulated: timeouts, pauses and idle connections of the collector are real.
"""

from __future__ import annotations

import mmap
import struct
import sys
import time
from pathlib import Path

_FORM = struct.Struct("d")


class SharedClock:
    """The time of day (UTC s) in a file that one process sets and others read."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(_FORM.pack(time.time()))
        with file.open("r+b") as content:
            self._shared = mmap.mmap(content.fileno(), _FORM.size)

    def now(self) -> float:
        """What time it is."""
        return float(_FORM.unpack(self._shared[:])[0])

    def set(self, now: float) -> None:
        """Make it that time."""
        self._shared[:] = _FORM.pack(now)


def main() -> int:
    """`mkaguzi serve` by the clock of a file: `day_clock CLOCK DATA`."""
    file, data = sys.argv[1:]
    time.time = SharedClock(Path(file)).now  # before anything of the collector takes hold of it
    from collector.cli import command

    return command.main(["--data", data, "serve"])


if __name__ == "__main__":
    sys.exit(main())

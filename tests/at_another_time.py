"""Runs the agent by a wall clock that a test sets: python tests/at_another_time.py FILE COMMAND…

The file says by how many seconds the clock is ahead; it may be written anew meanwhile. The clocks
that count from the boot are the machine's, as when somebody sets the other.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path


def set_by(file: Path) -> Callable[[], float]:
    """A clock that is ahead of the machine's by what the file says."""
    real = time.time
    return lambda: real() + float(file.read_text(encoding="ascii"))


if __name__ == "__main__":
    time.time = set_by(Path(sys.argv[1]))
    from agent.cli import main

    sys.exit(main(sys.argv[2:]))

"""What the system announces to an agent that runs: the machine goes to sleep, woke, or goes down.

`mkaguzi-agent announce`, which a unit of systemd starts, says it by a signal. The machine sleeps
only when the event is delivered, or after `PATIENCE`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from agent import status
from agent.nothing import Nothing
from agent.outside import Outside

PATIENCE = 3.0
"""Seconds that a machine waits with its sleep for the event to be delivered."""
ANNOUNCED = {"suspend": "system_suspending", "resume": "system_resumed"}
"""What can be announced, and the kind of event it is."""
_EVERY = 0.05
_QUICKLY = 5.0

if sys.platform == "win32":
    _SIGNALS: dict[str, int] = {}
else:
    _SIGNALS = {"suspend": signal.SIGUSR1, "resume": signal.SIGUSR2}


def heard(announce: Callable[[str], None]) -> dict[int, Callable[[], None]]:
    """What each signal means to an agent that runs; `announce` takes a kind of event."""
    return {number: partial(announce, ANNOUNCED[what]) for what, number in _SIGNALS.items()}


def say(state: Path, what: str) -> bool:
    """Announce it to the agent of a state folder; whether there is one. Raises OSError."""
    process = status.running(state)
    if process is None:
        return False
    os.kill(process, _SIGNALS[what])
    return True


def delivered(state: Path, since: float) -> bool:
    """Wait until all was delivered that was announced at a moment (UTC s); whether it was."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if status.all_delivered(state, since):
            return True
        time.sleep(_EVERY)
    return False


def going_down(outside: Outside) -> bool:
    """Whether the system is being shut down or restarted, as systemd says."""
    try:
        said = outside.run("systemctl", "is-system-running", patience=_QUICKLY, fails=(0, 1))
    except (Nothing, OSError):
        return False
    return said.strip() == "stopping"

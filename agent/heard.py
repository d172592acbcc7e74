"""What others noticed and the agent must see to soon: the system's announcements, devices' changes.

They come from any thread; the agent's own takes them. Devices change in bursts, and a loose plug
may change for ever: their facts are read when it is quiet again, and not each minute.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

POWER = "power_supply"
_SECTIONS = {
    "usb": ("usb", "printers", "monitors"),
    "block": ("disks", "disk_health"),
    "drm": ("monitors",),
}
"""Sections of facts that are read anew after a subsystem's news."""
_QUIET = 3.0
"""Seconds without news after which devices are read."""
_SELDOM = 120.0
"""Seconds between two readings for devices' sake."""


class Heard:
    """Collects until it is asked. `wake` is called for each piece of news."""

    def __init__(self, clock: Callable[[], float], wake: Callable[[], None]) -> None:
        self._clock, self._wake = clock, wake
        self._guard = threading.Lock()
        self._announced: list[str] = []
        self._sections: set[str] = set()
        self._power = False
        self._due = 0.0

    def announce(self, kind: str) -> None:
        """The system said something: a kind in `agent.events`."""
        with self._guard:
            self._announced.append(kind)
            self._power = self._power or kind == "power_changed"
        self._wake()

    def device(self, subsystem: str) -> None:
        """The kernel told of a device."""
        with self._guard:
            self._power = self._power or subsystem == POWER
            if sections := _SECTIONS.get(subsystem):
                self._sections.update(sections)
                self._due = max(self._due, self._clock() + _QUIET)
        self._wake()

    @property
    def is_urgent(self) -> bool:
        """Whether there is something to be told at once."""
        return bool(self._announced)

    def announcements(self) -> list[str]:
        """What was announced since the last call."""
        with self._guard:
            told, self._announced = self._announced, []
            return told

    def power(self) -> bool:
        """Whether there was news of the power since the last call: look at once."""
        with self._guard:
            told, self._power = self._power, False
            return told

    def sections(self) -> set[str]:
        """The sections to be read anew now."""
        with self._guard:
            if not self._sections or self._clock() < self._due:
                return set()
            told, self._sections = self._sections, set()
            self._due = self._clock() + _SELDOM
            return told

    def pause(self) -> float | None:
        """Seconds until `sections` has something to say; None: nothing is awaited."""
        with self._guard:
            return max(0.0, self._due - self._clock()) if self._sections else None

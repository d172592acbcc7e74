"""Asking what may never answer: in a thread that is left behind where it does not.

The process it is in ends anyway: see `agent.inventory`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Told = TypeVar("Told")


def within(seconds: float, asking: Callable[..., Told], *words: Any) -> Told:
    """What it tells. Raises what it raises, and TimeoutError after so many seconds."""
    asked = _Asked(asking, words)
    asked.start()
    asked.join(seconds)
    if asked.is_alive():
        raise TimeoutError(f"there was no answer to {words[:1]} within {seconds:.0f} s")
    if asked.error is not None:
        raise asked.error
    return asked.told[0]


class _Asked(threading.Thread, Generic[Told]):
    """One question."""

    def __init__(self, asking: Callable[..., Told], words: tuple[Any, ...]) -> None:
        super().__init__(name="asked", daemon=True)
        self._asking, self._words = asking, words
        self.told: list[Told] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self.told.append(self._asking(*self._words))
        except Exception as error:  # noqa: BLE001 (it is raised again where it was asked)
            self.error = error

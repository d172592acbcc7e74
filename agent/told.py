"""Which sections of facts the collector knows, by their hashes; kept over restarts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agent import store
from agent.limits import BUILD
from agent.sections import Section

FILE = "facts.json"
FULL = 14 * 86_400.0
"""Seconds until an unchanged section is sent again."""


class Told:
    """Section -> (hash, when it was sent, UTC s)."""

    def __init__(self, known: dict[str, tuple[str, float]] | None = None) -> None:
        self.known = known or {}

    def hashes(self, now: float) -> dict[str, str]:
        """The hash of each section that need not be sent again while it is the same.

        Many PCs forget the time when they are switched off: a clock that is behind our build tells
        no age, and all facts would be told twice each morning, once more when it is set.
        """
        behind = now < BUILD
        fresh = {name for name, (_, sent) in self.known.items() if behind or 0 <= now - sent < FULL}
        return {name: self.known[name][0] for name in fresh}

    def news(self, sections: Mapping[str, Section], now: float) -> dict[str, Section]:
        """The sections that changed, or that were last sent long ago."""
        known = self.hashes(now)
        return {name: one for name, one in sections.items() if known.get(name) != one.hash}

    def remember(self, sections: Mapping[str, Section], now: float) -> None:
        """These were sent (they are in the spool, durable)."""
        for name, one in sections.items():
            self.known[name] = (one.hash, max(now, BUILD))

    def forget(self) -> None:
        """What was sent may be lost, or is wanted again: all of it is news."""
        self.known.clear()


def load(state: Path) -> Told:
    """What is kept in a state folder; nothing where it is spoiled, so that all is sent again."""
    content = store.load(state / FILE)
    entries = content.items() if isinstance(content, dict) else ()
    return Told({str(name): (e[0], float(e[1])) for name, e in entries if _is_entry(e)})


def _is_entry(entry: Any) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], (int, float))
    )


def save(state: Path, told: Told) -> None:
    """Keep it. Where that fails, facts are sent once more after a restart: no harm."""
    try:
        store.save(state / FILE, told.known)
    except OSError:
        return

"""The running agent's state in one file, and what it means to a technician at the machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent import __version__, store
from agent.identity import Identity
from agent.sender import Sender
from agent.spool import Spool

FILE = "status.json"
_EVERY = 60.0
STALE = 150.0
"""Seconds after which a running agent would have written again."""


class Writer:
    """Says how things are, when that changes and at least once a minute."""

    def __init__(self, state: Path, who: Identity) -> None:
        self._file = state / FILE
        self._who = who
        self._told: dict[str, Any] = {}
        self._at = 0.0

    def tell(
        self, sender: Sender, spool: Spool, failing: dict[str, str], *, important: bool = False
    ) -> None:
        """Write it. A disk that refuses is said elsewhere."""
        content = {
            "process": os.getpid(),
            "version": __version__,
            "address": self._who.address,
            "site": self._who.site,
            "delivered": sender.delivered,
            "trouble": sender.trouble or spool.trouble,
            "waiting": len(spool.names()),
            "bytes": spool.size,
            "torn": spool.lost.torn,
            "dropped": spool.lost.dropped,
            "refused": sender.refused,
            "failing": failing,
        }
        now = time.time()
        if important or content != self._told or not 0 <= now - self._at < _EVERY:
            self._told, self._at = content, now
            with suppress(OSError):
                store.save(self._file, {"at": now, **content}, durable=False)


def lines(state: Path, now: float) -> Iterator[str]:
    """What a technician should know, a line each."""
    told = _told(state)
    if told is None:
        yield f"never run here (no {FILE} in {state}); start it with: mkaguzi-agent run"
        return
    age = now - told["at"]
    running = age < STALE
    yield f"{'running' if running else 'NOT RUNNING'} (last sign {_ago(age)}), {told['version']}"
    yield f"collector: {told['address']}, site {told['site']}"
    sent = told["delivered"]
    yield f"last delivery: {_ago(now - sent)}" if sent else "last delivery: none yet"
    yield f"waiting: {told['waiting']} batches, {told['bytes'] / 1024:.0f} KiB"
    yield from _troubles(told)


def _troubles(told: dict[str, Any]) -> Iterator[str]:
    if told["trouble"]:
        yield f"TROUBLE: {told['trouble']}"
    counted = {name: told[name] for name in ("torn", "dropped", "refused") if told[name]}
    if counted:
        yield "lost: " + ", ".join(f"{n} batches {name}" for name, n in counted.items())
    for probe, message in sorted(told["failing"].items()):
        yield f"probe {probe} fails: {message}"


def is_well(state: Path, now: float) -> bool:
    """Whether the agent runs and has no trouble."""
    told = _told(state)
    return told is not None and now - told["at"] < STALE and not told["trouble"]


def _told(state: Path) -> dict[str, Any] | None:
    """What the agent wrote; None where there is nothing, or only a part of it."""
    content = store.load(state / FILE)
    whole = isinstance(content, dict) and set(content) >= _KEYS
    return content if whole else None


_KEYS = {
    *("at", "version", "address", "site", "delivered", "trouble", "waiting", "bytes"),
    *("torn", "dropped", "refused", "failing"),
}


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, seconds):.0f} s ago"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"

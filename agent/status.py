"""The running agent's state in one file, and what it means to a technician at the machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent import __version__, store
from agent.identity import Identity
from agent.sender import Sender
from agent.spool import Spool

FILE = "status.json"
STALE = 120.0
"""Seconds after which a running agent would have written again."""


def write(
    state: Path, who: Identity, sender: Sender, spool: Spool, failing: dict[str, str]
) -> None:
    """Say how things are. A disk that refuses is said elsewhere."""
    content = {
        "at": time.time(),
        "process": os.getpid(),
        "version": __version__,
        "address": who.address,
        "site": who.site,
        "delivered": sender.delivered,
        "trouble": sender.trouble or spool.trouble,
        "waiting": len(spool.names()),
        "bytes": spool.size,
        "torn": spool.torn,
        "dropped": spool.dropped,
        "refused": sender.refused,
        "failing": failing,
    }
    try:
        store.save(state / FILE, content, durable=False)
    except OSError:
        return


def lines(state: Path, now: float) -> Iterator[str]:
    """What a technician should know, a line each."""
    told = store.load(state / FILE)
    if not isinstance(told, dict):
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
    told = store.load(state / FILE)
    return isinstance(told, dict) and now - told["at"] < STALE and not told["trouble"]


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, seconds):.0f} s ago"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"

"""The running agent's state in one file, and what it means to a technician at the machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent import __version__, lock, store
from agent.delivery.identity import Identity
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.show import in_one_line
from agent.trouble import AS_ADMIN

FILE = "status.json"
_EVERY = 240.0
STALE = 600.0
"""Seconds after which a running agent would have written again."""
_START = "net start MkaguziAgent" if os.name == "nt" else "systemctl restart mkaguzi-agent"
HOW_TO_RUN = f"{_START} (or, to look on: mkaguzi-agent run)"


class Writer:
    """Says how things are, when that changes and now and then: each time is a write to the disk."""

    def __init__(self, state: Path, who: Identity) -> None:
        self._file = state / FILE
        self._who = who
        self._told: dict[str, Any] = {}
        self._at = 0.0
        self._before = _delivered_before(state, who)

    def tell(
        self,
        sender: Sender,
        spool: Spool,
        failing: dict[str, str],
        lasting: dict[str, int],
        *,
        stopped: bool = False,
    ) -> None:
        """Write it; where the disk refuses, its age says so. `stopped`: for the last time."""
        content = {
            "process": os.getpid(),
            "version": __version__,
            "address": sender.address,
            "site": self._who.site,
            "delivered": sender.delivered or self._before,
            "trouble": sender.trouble or spool.trouble,
            "waiting": len(spool.names()),
            "bytes": spool.size,
            "torn": spool.lost.torn,
            "dropped": spool.lost.dropped,
            "thinned": spool.lost.thinned,
            "refused": sender.refused,
            "failing": failing,
            "lasting": lasting,
            "stopped": stopped,
        }
        now = time.time()
        if content != self._told or not 0 <= now - self._at < _EVERY:
            self._told, self._at = content, now
            with suppress(OSError):
                store.save(self._file, {"at": now, **content}, durable=False)


def _delivered_before(state: Path, who: Identity) -> float:
    """When an earlier run delivered last to this collector (UTC s); 0.0: never, or not known."""
    told = None
    with suppress(OSError):
        told = _told(state)
    if told is None or told["address"] != who.address:
        return 0.0
    sent = told["delivered"]
    return float(sent) if isinstance(sent, (int, float)) else 0.0


def lasting(state: Path) -> dict[str, int]:
    """Probe -> when it is to be read again (UTC s), by what an agent of this version wrote."""
    with suppress(OSError):
        told = _told(state)
        if told is not None and told["version"] == __version__:
            due = told.get("lasting")
            entries = due.items() if isinstance(due, dict) else ()
            return {name: at for name, at in entries if isinstance(at, int)}
    return {}


def lines(state: Path, now: float) -> Iterator[str]:
    """What a technician should know, a line each."""
    told, running = _told(state), lock.is_held(state)
    if told is None:
        yield from _untold(state, running=running)
        return
    yield f"{_life(told, now, running=running)}, {told['version']}"
    if running and not _is_fresh(told, now):
        yield f"TROUBLE: {_unwritten(state)}"
    yield f"collector: {told['address']}, site {told['site']}"
    sent = told["delivered"]
    yield f"last delivery: {_ago(now - sent)}" if sent else "last delivery: none yet"
    yield f"waiting: {told['waiting']} batches, {told['bytes'] / 1024:.0f} KiB"
    yield from _troubles(told)
    if running is False:
        yield f"start it with: {HOW_TO_RUN}"


def _untold(state: Path, *, running: bool | None) -> Iterator[str]:
    if running:
        yield f"running, but it has not said how it fares (no {FILE} in {state})"
        yield f"TROUBLE: {_unwritten(state)}"
    elif running is None:
        yield f"{_UNKNOWN}; there is no {FILE} in {state}"
    else:
        yield f"never run here (no {FILE} in {state}); start it with: {HOW_TO_RUN}"


def _life(told: dict[str, Any], now: float, *, running: bool | None) -> str:
    """Whether it runs, as its lock says; since when not, as it said itself where it could."""
    last = _ago(now - told["at"])
    if running is None:
        return f"{_UNKNOWN} (last sign {last})"
    if running:
        return f"running (last sign {last})"
    if told.get("stopped"):
        return f"NOT RUNNING (stopped {last})"
    return f"NOT RUNNING (it was killed or failed; last sign {last})"


_UNKNOWN = f"whether it runs is not told to this user: try again {AS_ADMIN}"


def _unwritten(state: Path) -> str:
    return f"it started just now, or {state} cannot be written: is the disk full, or read-only?"


def _is_fresh(told: dict[str, Any], now: float) -> bool:
    """Whether the agent that runs wrote it, and lately: one that stopped said so."""
    return now - told["at"] < STALE and not told.get("stopped")


def _troubles(told: dict[str, Any]) -> Iterator[str]:
    if told["trouble"]:
        yield f"TROUBLE: {in_one_line(str(told['trouble']))}"
    kinds = ("torn", "dropped", "refused", "thinned")
    counted = {name: told[name] for name in kinds if told.get(name)}
    if counted:
        yield "lost: " + ", ".join(f"{n} batches {name}" for name, n in counted.items())
    for probe, message in sorted(told["failing"].items()):
        yield f"probe {probe} fails: {in_one_line(str(message))}"


def is_well(state: Path, now: float) -> bool:
    """Whether the agent runs, says so, and has no trouble."""
    told = _told(state)
    well = told is not None and _is_fresh(told, now) and not told["trouble"]
    return well and lock.is_held(state) is True


def running(state: Path) -> int | None:
    """The process of the agent that runs on this folder; None where none is known to."""
    told = _told(state)
    if told is None or told.get("stopped") or not lock.is_held(state):
        return None
    return int(told["process"])


def all_delivered(state: Path, since: float) -> bool:
    """Whether something was delivered since a moment (UTC s), and nothing waits."""
    told = _told(state)
    return told is not None and float(told["delivered"]) >= since and not told["waiting"]


def _told(state: Path) -> dict[str, Any] | None:
    """What the agent wrote; None where there is nothing, or only a part of it."""
    content = store.load(state / FILE)
    whole = isinstance(content, dict) and set(content) >= _KEYS
    return content if whole else None


_KEYS = {
    *("at", "process", "version", "address", "site", "delivered", "trouble", "waiting", "bytes"),
    *("torn", "dropped", "refused", "failing"),
}


def _ago(seconds: float) -> str:
    if seconds < 120:
        return f"{max(0, seconds):.0f} s ago"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min ago"
    return f"{seconds / 3600:.0f} h ago"

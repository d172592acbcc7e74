"""The running agent's state in one file, for whoever looks: `faring` puts it into words."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from agent import __version__, clock, lock, store
from agent.delivery.identity import Identity
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool

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
        now = clock.now()
        content = {
            "process": os.getpid(),
            "version": __version__,
            "address": sender.address,
            "site": self._who.site,
            "delivered": sender.delivered or self._before,
            "delivered_mono": sender.delivered_mono,
            "trouble": sender.trouble or spool.trouble or clock.doubt(now.wall),
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
        if content != self._told or now.mono - self._at >= _EVERY:
            self._told, self._at = content, now.mono
            when = {"at": now.wall, "mono": now.mono, "boot": now.boot}
            with suppress(OSError):
                store.save(self._file, {**when, **content}, durable=False)


def _delivered_before(state: Path, who: Identity) -> float:
    """When an earlier run delivered last to this collector (UTC s); 0.0: never, or not known."""
    told = None
    with suppress(OSError):
        told = read(state)
    if told is None or told["address"] != who.address:
        return 0.0
    return float(told["delivered"])


def lasting(state: Path) -> dict[str, int]:
    """Probe -> when it is to be read again (UTC s), by what an agent of this version wrote."""
    with suppress(OSError):
        told = read(state)
        if told is not None and told["version"] == __version__:
            due = told.get("lasting")
            entries = due.items() if isinstance(due, dict) else ()
            return {name: at for name, at in entries if isinstance(at, int)}
    return {}


def running(state: Path) -> int | None:
    """The process of the agent that runs on this folder; None where none is known to."""
    told = read(state)
    if told is None or told.get("stopped") or told.get("boot") != clock.boot_id():
        return None
    if not lock.is_held(state):
        return None
    return int(told["process"])


def all_delivered(state: Path, since: float) -> bool:
    """Whether something was delivered since a moment (UTC s), and nothing waits."""
    told = read(state)
    return told is not None and float(told["delivered"]) >= since and not told["waiting"]


def read(state: Path) -> dict[str, Any] | None:
    """What the agent wrote; None where there is nothing, or not all of it is as it writes it."""
    content = store.load(state / FILE)
    if not isinstance(content, dict):
        return None
    whole = all(isinstance(content.get(name), kind) for name, kind in KINDS.items())
    return content if whole else None


_NUMBER = (int, float)
KINDS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("at", "mono", "delivered", "delivered_mono"), _NUMBER),
    **dict.fromkeys(("process", "waiting", "bytes", "torn", "dropped", "thinned", "refused"), int),
    **dict.fromkeys(("version", "address", "site", "trouble", "boot"), str),
    "failing": dict,
}

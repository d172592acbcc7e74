"""systemd-timesyncd. Source: systemd-timesyncd.service(8): it touches /run/systemd/timesync/
synchronized whenever it sets the clock; timedatectl(1), `show-timesync` and `timesync-status`."""

from __future__ import annotations

import re
import time
from pathlib import Path

from agent.linux import units
from agent.linux.clocks.clock import Clock
from agent.probe import Host, Nothing

_FOLDER = "/run/systemd/timesync"
_UNIT = "systemd-timesyncd.service"
_PATIENCE = 4.0
_LATE = 3 * 3600
"""s after which the clock is no longer counted as set: it asks at least every 34 minutes."""
_OFFSET = re.compile(r"^\s*Offset:\s*([+-]?)(.+)$", re.MULTILINE)
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d|w|month|y)\b")
_UNITS = {
    "us": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
    "w": 604_800.0,
    "month": 2_629_800.0,
    "y": 31_557_600.0,
}
"""s in each of the words of systemd.time(7)."""


def read(host: Host) -> Clock:
    """What it says. Raises Nothing where it does not run."""
    folder = host.path(_FOLDER)
    state = units.states(host, _UNIT).get(_UNIT)
    if not folder.is_dir() or (state is not None and not units.running(state)):
        raise Nothing
    at = _touched(folder / "synchronized")
    now_set = at is not None and abs(time.time() - at) <= _LATE
    named = server(_told(host, "show-timesync"))
    off = offset(_told(host, "timesync-status")) if now_set else None
    return Clock("timesyncd", named, now_set, at, off)


def _touched(file: Path) -> int | None:
    try:
        return int(file.stat().st_mtime)
    except OSError:
        return None


def _told(host: Host, question: str) -> str:
    try:
        return host.outside.run("timedatectl", question, patience=_PATIENCE)
    except (Nothing, OSError):
        return ""


def server(properties: str) -> str:
    """The server's name by `timedatectl show-timesync`, else its address."""
    told = dict(row.partition("=")[::2] for row in properties.splitlines())
    return told.get("ServerName", "") or told.get("ServerAddress", "")


def offset(status: str) -> float | None:
    """The offset by `timedatectl timesync-status`, s: `-1.5ms`, `+2min 3s`; None where there is
    none."""
    match = _OFFSET.search(status)
    parts = _PART.findall(match[2]) if match else []
    if not match or not parts:
        return None
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return -seconds if match[1] == "-" else seconds

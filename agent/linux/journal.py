"""Starts by systemd's journal. Source: journalctl(1); systemd.journal-fields(7); sd-messages.h.

Read where nothing else keeps record of starts: since systemd 256 many systems write no wtmp.
"""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from time import strptime
from typing import NamedTuple

from agent.linux.starts import CLEAN, UNCLEAN, UNKNOWN, Start, believed
from agent.probe import Host, Nothing

_PATIENCE = 25.0
_NO_PAGER = ("--quiet", "--no-pager")
_POWERING_DOWN = "MESSAGE_ID=98268866d1d54a499c4e98921d93bc40"
"""What systemd-logind says when somebody shuts the machine down (SD_MESSAGE_SHUTDOWN)."""
_MOST = "400"
"""Entries that are looked at: one or two a shutdown."""
_BOOT = re.compile(r"\b([0-9a-f]{32})\b.*?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC")


class Boot(NamedTuple):
    """One run of the machine: its id, and its first entry's moment (UTC s)."""

    id: str
    at: int


def starts(host: Host, now: float) -> list[Start]:
    """Those in the journal, the oldest first; empty where there is none that can be read."""
    try:
        listed = host.outside.run(
            "journalctl", *_NO_PAGER, "--utc", "--list-boots", patience=_PATIENCE
        )
        asked = ("-o", "json", "-n", _MOST, "UNIT=shutdown.target", "+", _POWERING_DOWN)
        told = host.outside.run("journalctl", *_NO_PAGER, *asked, patience=_PATIENCE, fails=(0, 1))
    except (Nothing, OSError):
        return []
    return list(_starts(boots(listed), ended(told), now))


def boots(listed: str) -> list[Boot]:
    """What `journalctl --utc --list-boots` prints, whichever the version, the oldest first."""
    found = (_BOOT.search(row) for row in listed.splitlines())
    return [Boot(match[1], _moment(match[2])) for match in found if match]


def _moment(text: str) -> int:
    return timegm(strptime(text, "%Y-%m-%d %H:%M:%S"))


def ended(told: str) -> set[str]:
    """The ids of runs that were shut down, by entries as JSON, one a line."""
    return {boot for row in told.splitlines() if (boot := _boot_id(row))}


def _boot_id(row: str) -> str:
    try:
        entry = json.loads(row)
    except ValueError:
        return ""
    return str(entry.get("_BOOT_ID", "")) if isinstance(entry, dict) else ""


def _starts(runs: list[Boot], clean: set[str], now: float) -> Iterator[Start]:
    known = 0
    after = UNKNOWN
    for run in runs:
        at = run.at if believed(run.at, known, now) else None
        yield Start(at, after, known)
        known = max(known, at or 0)
        after = CLEAN if run.id in clean else UNCLEAN

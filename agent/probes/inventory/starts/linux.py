"""How the machine was started and stopped lately.

By the records of logins (utmp(5): a start is `reboot`, an end is `shutdown`, and what has no end
before the next start was a power cut or a fault), by wtmpdb, or by the journal.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.linux import journal, starts, utmp, wtmpdb
from agent.linux.guest import container
from agent.linux.starts import Start
from agent.linux.utmp import Login
from agent.probe import DAY, HOUR, Host, Nothing
from agent.probes.inventory.starts import DAYS

_WTMP = "/var/log/wtmp"
_CRASHED = "/proc/vmcore"
"""It is there in the kernel that kexec starts to save what was left of a crashed one."""


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing in a container, and where nothing keeps record of starts."""
    if container(host) or host.path(_CRASHED).exists():
        raise Nothing
    now, booted = time.time(), _booted(host)
    found = _found(host, now, booted)
    if not any(start.placed for start in found):
        raise Nothing
    return starts.section(starts.corrected(found, booted), now - DAYS * DAY)


def _booted(host: Host) -> int:
    """When the running kernel was started, UTC s, by proc(5); 0 where it does not tell."""
    try:
        rows = host.path("/proc/stat").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    told = next((row.split()[1:] for row in rows if row.startswith("btime")), [])
    return int(told[0]) if told and told[0].isdigit() else 0


def _found(host: Host, now: float, booted: int) -> list[Start]:
    """By the first that knows of the present start."""
    told = starts.of_logins(_logins(host, now), now)
    if told and _kept(host.path(_WTMP), told[-1], booted):
        return told
    return wtmpdb.starts(host.path("/var/lib/wtmpdb/wtmp.db"), now) or journal.starts(host, now)


def _logins(host: Host, now: float) -> Iterator[Login]:
    """What was rotated away first: as `wtmp.1` (Debian) or with a date (Fedora)."""
    older = sorted(host.path("/var/log").glob("wtmp[.-][0-9]*"), key=_changed)
    for file in older:
        if file.suffix != ".gz" and _changed(file) > now - 2 * DAYS * DAY:
            yield from utmp.logins(file)
    yield from utmp.logins(host.path(_WTMP))


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _kept(file: Path, last: Start, booted: int) -> bool:
    """Whether wtmp is still written: a system that was upgraded may leave its old one behind."""
    told = last.at is not None and abs(last.at - booted) < HOUR
    return not booted or told or _changed(file) >= booted

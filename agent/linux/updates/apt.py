"""Updates by apt (Debian, Ubuntu).

Source: apt-get(8), `--simulate`; apt.conf(5); apt's own history.log; the stamps that Ubuntu's
update-notifier writes. apt's `update-stamp` is no word of success: `apt-get update` ends well
also where no server could be reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from agent.linux import logs, units
from agent.probe import Host, Nothing
from agent.report import Row

_PATIENCE = 90.0
_SIMULATED = ("-q", "-s", "-o", "Debug::NoLocking=true", "--with-new-pkgs", "upgrade")
"""As `apt upgrade` does it: a new kernel is a new package. Nothing is written, no server asked."""
_INSTALL = re.compile(r"Inst (\S+) \[[^]]*\] \((.*)\)")
"""A package that is there already (its version in brackets) and what it would become."""
_SECURITY = re.compile(r"(^|\s)(Debian-Security:|\S+-security\b)")
_COUNTED = "/var/lib/update-notifier/updates-available"
_COUNT = re.compile(r"(\d+) (.*)")
_SETTING = re.compile(r'^\s*(APT::Periodic::[\w-]+)\s+"([^"]*)"\s*;', re.MULTILINE)
_COMMENT = re.compile(r"^\s*(//|#(?!include|clear)).*$", re.MULTILINE)
_TIMER = "apt-daily-upgrade.timer"


class Update(NamedTuple):
    """A package that a newer version waits for, and whether that mends a hole."""

    name: str
    security: bool


def read(host: Host) -> Row:
    """What apt tells. Raises Nothing where there is none."""
    if not host.path("/var/lib/dpkg/status").exists() or not host.path("/etc/apt").is_dir():
        raise Nothing
    found: Row = {"source": "apt"}
    if any(host.path("/var/lib/apt/lists").glob("*Release")):
        found |= {"checked": checked(host), **_pending(host)}
    if at := installed(host):
        found["installed"] = at
    if (by_itself := automatic(host)) is not None:
        found["automatic"] = by_itself
    return found


def _pending(host: Host) -> Row:
    try:
        text = host.outside.run("apt-get", *_SIMULATED, patience=_PATIENCE)
    except (Nothing, OSError):  # broken dependencies, for one
        return available("\n".join(logs.lines(host.path(_COUNTED))))
    waiting = updates(text)
    return {"pending": len(waiting), "security_pending": sum(u.security for u in waiting)}


def updates(simulated: str) -> list[Update]:
    """Those in what `apt-get --simulate upgrade` prints."""
    found = (_INSTALL.match(row) for row in simulated.splitlines())
    return [Update(m[1], bool(_SECURITY.search(m[2]))) for m in found if m]


def available(counted: str) -> Row:
    """What Ubuntu's update-notifier counted for who signs in: `12 updates can be applied …`, and a
    line that begins with the number of those that are of security."""
    rows = [match for row in counted.splitlines() if (match := _COUNT.match(row))]
    security = [int(row[1]) for row in rows[1:] if "security" in row[2]]
    found: Row = {"pending": int(rows[0][1])} if rows else {}
    return {**found, "security_pending": security[0]} if security else found


def checked(host: Host) -> int:
    """When a server last answered it, UTC s: by Ubuntu's stamp, or by its releases' signed lists.

    Those are put into place anew also where they are still the newest, and not where no server
    answered: so it is when that was done (ctime) that tells; what they bear is the server's time.
    """
    stamp = logs.changed([host.path("/var/lib/apt/periodic/update-success-stamp")])
    return stamp or logs.placed(host.path("/var/lib/apt/lists").glob("*Release"))


def installed(host: Host) -> int:
    """When packages were last upgraded without an error, UTC s; 0 where that is not known."""
    for rows in logs.newest_first(host, "/var/log/apt", "history.log*"):
        if at := max(upgrades("\n".join(rows)), default=0):
            return at
    return 0


def upgrades(history: str) -> Iterator[int]:
    """The end of each run in a history.log that upgraded something and met no error."""
    for run in history.split("\n\n"):
        pairs = dict(row.partition(": ")[::2] for row in run.splitlines())
        if "Upgrade" in pairs and "Error" not in pairs:
            yield logs.local(pairs.get("End-Date", ""), "%Y-%m-%d %H:%M:%S")


def automatic(host: Host) -> bool | None:
    """Whether unattended-upgrades is installed, switched on, and run by its timer."""
    if not host.path("/usr/bin/unattended-upgrade").exists():
        return False
    periodic = settings(_configuration(host))
    wanted = periodic.get("APT::Periodic::Enable", "1") != "0"
    wanted = wanted and periodic.get("APT::Periodic::Unattended-Upgrade", "0") != "0"
    states = units.states(host, _TIMER)
    return wanted and (not states or units.running(states.get(_TIMER)))


def _configuration(host: Host) -> str:
    """What apt reads, in its order: a later word wins."""
    parts = sorted(host.path("/etc/apt/apt.conf.d").glob("*"))
    named = [part for part in parts if _is_read(part)]
    return "\n".join("\n".join(logs.lines(f)) for f in [*named, host.path("/etc/apt/apt.conf")])


def _is_read(part: Path) -> bool:
    """apt.conf(5): no ending or `.conf`, and no signs but letters, digits, - _ and dots."""
    plain = re.fullmatch(r"[\w.-]+", part.name) is not None
    return plain and part.suffix in ("", ".conf")


def settings(configuration: str) -> dict[str, str]:
    """The settings of what apt does by itself, `APT::Periodic::…`; the last of each."""
    return dict(_SETTING.findall(_COMMENT.sub("", configuration)))

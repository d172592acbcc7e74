"""Updates by dnf and yum (Red Hat, Fedora, Alma, Rocky, Oracle), from what they hold alone.

Source: dnf(8) and dnf5-check-upgrade(8): 100 is how `check-update` ends where something waits;
dnf-automatic(8), dnf5-automatic(8), yum-cron(8). dnf touches a repository's files whenever it
finds that they are still the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from agent.linux import logs, units
from agent.linux.ini import value
from agent.linux.updates import dnf_history
from agent.linux.updates.counted import count
from agent.probe import Host, Nothing
from agent.report import Row

_PROGRAMS = {"dnf5": "dnf", "dnf": "dnf", "yum": "yum"}
_PATIENCE = 45.0
_WAITING = 100
_DATABASES = ("rpmdb.sqlite", "Packages", "Packages.db")
"""rpm's, by its age."""
_CACHES = (
    "var/cache/dnf/*/repodata/*",
    "var/cache/libdnf5/*/repodata/*",
    "var/cache/yum/*/*/*/cachecookie",
)
_ROW = re.compile(r"(\S+)\.\w+\s+(\S*\d\S*)\s+(\S+)$")
"""name.architecture, version, repository."""
_REPLACED = re.compile(r"obsoleting packages", re.IGNORECASE)
_INSTALLING = ("dnf-automatic-install.timer", "dnf5-automatic-install.timer")
_SETTINGS = {
    "dnf-automatic.timer": "/etc/dnf/automatic.conf",
    "dnf5-automatic.timer": "/etc/dnf/automatic.conf",
    "yum-cron.service": "/etc/yum/yum-cron.conf",
}
"""By what runs it, where is written whether it installs, or looks alone."""


def read(host: Host) -> Row:
    """What it tells. Raises Nothing where there is none."""
    program = next((p for p in _PROGRAMS if host.path(f"/usr/bin/{p}").exists()), None)
    if program is None or not _has_packages(host):
        raise Nothing
    found: Row = {"source": _PROGRAMS[program]}
    if at := logs.changed(_caches(host)):
        found |= {"checked": at, **_pending(host, program)}
    if installed := dnf_history.installed(host):
        found["installed"] = installed
    if (by_itself := automatic(host)) is not None:
        found["automatic"] = by_itself
    return found


def _has_packages(host: Host) -> bool:
    """A Debian may have dnf too, but no packages of it."""
    folders = (host.path("/usr/lib/sysimage/rpm"), host.path("/var/lib/rpm"))
    return any((folder / name).exists() for folder in folders for name in _DATABASES)


def _caches(host: Host) -> Iterator[Path]:
    return (file for pattern in _CACHES for file in host.root.glob(pattern))


def _pending(host: Host, program: str) -> Row:
    everything = count(lambda: _waiting(host, program))
    if everything is None:
        return {}
    security = count(lambda: _waiting(host, program, "--security"))
    return {"pending": everything, **({} if security is None else {"security_pending": security})}


def _waiting(host: Host, program: str, *more: str) -> list[str]:
    """The names of what waits. `-C`: no server is asked, however old the lists."""
    asked = ("-q", "-C", "check-update", *more)
    text = host.outside.run(program, *asked, patience=_PATIENCE, fails=(0, _WAITING))
    return waiting(text)


def waiting(text: str) -> list[str]:
    """The names in what `check-update` prints: three columns, a long name on a line of its own.

    What replaces others is listed once more at the end.
    """
    listed = _REPLACED.split(text)[0]
    joined = re.sub(r"\n[ \t]+", " ", listed)
    found = (_ROW.match(row.strip()) for row in joined.splitlines())
    return [match[1] for match in found if match]


def automatic(host: Host) -> bool | None:
    """Whether a timer installs updates; None where no systemd tells which run."""
    states = units.states(host, *_INSTALLING, *_SETTINGS)
    running = [name for name in states if units.running(states[name])]
    if not states and not host.path("/run/systemd/system").exists():
        return None
    return any(name in _INSTALLING or _installs(host, name) for name in running)


def _installs(host: Host, name: str) -> bool:
    said = value(host.path(_SETTINGS[name]), "commands", "apply_updates")
    return said.lower() in ("yes", "true", "1", "on")

"""GNOME, Cinnamon and MATE, by the system's databases of dconf. Source: dconf(7), dconf(1),
`update`; GNOME's System Administration Guide, "Lock screen"; the schemas of each desktop.

Users' own databases are binary, and are left out: what is not locked, they may have changed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from agent.linux.desktops.lock import Lock
from agent.linux.ini import values
from agent.linux.logs import lines
from agent.probe import Host

_PROFILES = ("/etc/dconf/profile/user", "/usr/share/dconf/profile/user")
_DATABASES = ("local", "site", "distro")
"""As Red Hat and Fedora have them; used where no profile names others."""
_NUMBER = re.compile(r"(?:u?int\d+\s+)?(\d+)$")


class _Keys(NamedTuple):
    """Where a desktop keeps what matters, and the s in its unit of time."""

    enabled: str
    idle: str
    delay: str
    disabled: str = ""
    unit: int = 1


_DESKTOPS = {
    "gnome": _Keys(
        "org/gnome/desktop/screensaver/lock-enabled",
        "org/gnome/desktop/session/idle-delay",
        "org/gnome/desktop/screensaver/lock-delay",
        "org/gnome/desktop/lockdown/disable-lock-screen",
    ),
    "cinnamon": _Keys(
        "org/cinnamon/desktop/screensaver/lock-enabled",
        "org/cinnamon/desktop/session/idle-delay",
        "org/cinnamon/desktop/screensaver/lock-delay",
        "org/cinnamon/desktop/lockdown/disable-lock-screen",
    ),
    "mate": _Keys(
        "org/mate/screensaver/lock-enabled",
        "org/mate/desktop/session/idle-delay",
        "org/mate/screensaver/lock-delay",
        "org/mate/desktop/lockdown/disable-lock-screen",
        unit=60,
    ),
}


def lock(host: Host, desktop: str) -> Lock:
    """How it locks: by a key that is set, after an idle time that is not 0 (never)."""
    keys = _DESKTOPS[desktop]
    databases = _databases(host)
    enabled = _bool(_value(host, databases, keys.enabled))
    idle = _number(_value(host, databases, keys.idle))
    delay = _number(_value(host, databases, keys.delay)) or 0
    disabled = _bool(_value(host, databases, keys.disabled)) is True
    locked = [key for key in keys[:4] if _is_locked(host, databases, str(key))]
    if disabled or enabled is False or idle == 0:
        causes = {keys.disabled: disabled, keys.enabled: enabled is False, keys.idle: idle == 0}
        return Lock(on=False, forced=any(causes[key] and key in locked for key in causes))
    if enabled is None or idle is None:
        return Lock()
    forced = keys.enabled in locked and keys.idle in locked
    return Lock(on=True, after=(idle + delay) * keys.unit, forced=forced)


def _databases(host: Host) -> tuple[str, ...]:
    """The names of the system's, the first of which counts most."""
    rows = [row.strip() for place in _PROFILES for row in lines(host.path(place))]
    named = tuple(row.removeprefix("system-db:") for row in rows if row.startswith("system-db:"))
    return named or _DATABASES


def _value(host: Host, databases: tuple[str, ...], key: str) -> str:
    """As its files say it, the last by name in each database; empty where it is not set."""
    group, _, name = key.rpartition("/")
    for database in databases:
        files = sorted(host.path(f"/etc/dconf/db/{database}.d").glob("*"), reverse=True)
        for file in (f for f in files if f.is_file()):
            if text := values(file, group).get(name):
                return text
    return ""


def _is_locked(host: Host, databases: tuple[str, ...], key: str) -> bool:
    """Whether a list of locks has the key, or a folder that it is in."""
    folders = (host.path(f"/etc/dconf/db/{database}.d/locks") for database in databases)
    rows = (row.strip() for folder in folders for file in folder.glob("*") for row in lines(file))
    return any(
        f"/{key}" == row or (row.endswith("/") and f"/{key}".startswith(row)) for row in rows
    )


def _bool(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _number(text: str) -> int | None:
    match = _NUMBER.match(text)
    return int(match[1]) if match else None

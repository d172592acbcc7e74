"""Whether the screen locks by itself, by what the system sets for all of its users."""

from __future__ import annotations

from agent.linux.desktops import dconf, kde, lock, sessions, xfce
from agent.linux.desktops.lock import Lock
from agent.probe import Host, Nothing
from agent.report import Row


def read(host: Host) -> Row:
    """The section. Raises Nothing on a server without a desktop, and where nothing is set."""
    found = lock.section(_lock(host, name) for name in sorted(sessions.desktops(host)))
    if not found:
        raise Nothing
    return found


def _lock(host: Host, desktop: str) -> Lock:
    if desktop == "kde":
        return kde.lock(host)
    if desktop == "xfce":
        return xfce.lock(host)
    return Lock() if desktop == sessions.OTHER else dconf.lock(host, desktop)

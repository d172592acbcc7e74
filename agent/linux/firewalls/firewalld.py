"""firewalld, the firewall of Red Hat, Fedora and SUSE. Source: systemctl(1), `status`."""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"^\s*Active:\s*([a-z-]+)", re.MULTILINE)
_STATES = {
    "active": True,
    "reloading": True,
    "activating": True,
    "inactive": False,
    "failed": False,
    "deactivating": False,
}


def on(status: str) -> bool | None:
    """Whether it is on, by what `systemctl status firewalld` prints; None where that is no status.

    systemctl has no translations: the words are the same on every system.
    """
    match = _ACTIVE.search(status)
    return _STATES.get(match[1]) if match else None

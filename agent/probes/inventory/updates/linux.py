"""Updates of the system, by its package manager, without asking any server."""

from __future__ import annotations

from agent.linux.updates import apt, dnf, restart, zypper
from agent.probe import Host, Nothing
from agent.report import Row

_MANAGERS = (apt, zypper, dnf)
"""The system's own first: SUSE has dnf too."""


def read(host: Host) -> Row:
    """The section. Raises Nothing where there is none of the managers that are known."""
    for manager in _MANAGERS:
        try:
            found = manager.read(host)
        except Nothing:
            continue
        return {**found, **restart.read(host, rpm=manager is dnf)}
    raise Nothing

"""Processors by the kernel's own numbers. Source: Documentation/admin-guide/cputopology.rst."""

from __future__ import annotations

from agent.linux import files
from agent.probe import Host


def sockets(host: Host) -> int:
    """How many; 0 where that cannot be told."""
    return len({package for package, _ in _placed(host)})


def cores(host: Host) -> int:
    """How many in all sockets; 0 where that cannot be told."""
    return len(_placed(host))


def _placed(host: Host) -> set[tuple[str, str]]:
    """(package, core) of each that is there: two threads of one core have the same."""
    folders = host.path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology")
    both = ((f / "physical_package_id", f / "core_id") for f in folders)
    return {(files.line(package), files.line(core)) for package, core in both if package.exists()}

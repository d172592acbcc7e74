"""Whether a newer kernel is installed than the one that runs.

Kernels are told apart by their release (`6.1.0-18-amd64`, `5.14.0-362.8.1.el9_3.x86_64`): only
those of the running one's kind are compared, for a `-lowlatency` or `+debug` is another choice.
"""

from __future__ import annotations

import re

from agent.linux.files import line
from agent.probe import Host

_PLACES = ("/boot/vmlinuz-", "/boot/Image-", "/boot/vmlinux-")
_MODULES = ("/usr/lib/modules", "/lib/modules")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*(?:-\d+(?:\.\d+)*)?")


def waiting(host: Host) -> str | None:
    """The release of the newest that waits; empty where the newest runs; None where the running
    one is not among those that are installed (containers, kernels from outside)."""
    running = line(host.path("/proc/sys/kernel/osrelease"))
    found = _installed(host)
    if not running or running not in found:
        return None
    return newer(running, found)


def _installed(host: Host) -> set[str]:
    """By their images: modules are left behind when a kernel is removed."""
    files = {p: host.path(p).parent.glob(p.rpartition("/")[2] + "*") for p in _PLACES}
    found = {str(f.name).partition("-")[2] for p in _PLACES for f in files[p]}
    beside = (f for place in _MODULES for f in host.path(place).glob("*/vmlinuz"))
    return found | {file.parent.name for file in beside}


def newer(running: str, installed: set[str]) -> str:
    """The newest of the running one's kind where it is newer; else empty."""
    alike = [one for one in installed if _kind(one) == _kind(running)]
    newest = max(alike, key=_order, default=running)
    return newest if _order(newest) > _order(running) else ""


def _kind(release: str) -> str:
    """`-amd64`, `.el.x` …: what is left without numbers."""
    rest = _NUMBERS.sub("", release, count=1)
    return re.sub(r"[\d_]+", "", rest)


def _order(release: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", release)]

"""The operating system: what, which version, when installed and when started."""

from __future__ import annotations

import os
import platform
import re
import socket
import time

import psutil

from agent.clock import boot_id
from agent.linux.files import line
from agent.probe import Host
from agent.report import Row

_ESCAPED = re.compile(r"\\(.)")
_FIRST = 946_684_800
"""2000-01-01, UTC s: an image's files may bear the date of nothing."""


def read(host: Host) -> Row:
    """The section."""
    release = _os_release(host)
    found: Row = {
        "family": platform.system().lower(),
        "kernel": platform.release(),
        "architecture": platform.machine(),
        "booted": int(psutil.boot_time()),
        "boot_id": boot_id(),
        "hostname": socket.gethostname(),
        "timezone": _timezone(host),
        "graphical": _graphical(host),
    }
    texts = {
        "id": release.get("ID"),
        "name": release.get("NAME"),
        "version": release.get("PRETTY_NAME"),
        "version_id": release.get("VERSION_ID"),
        "codename": release.get("VERSION_CODENAME"),
        "installed": _installed(host),
        "machine_id": line(host.path("/etc/machine-id")),
    }
    found.update({name: value for name, value in texts.items() if value})
    return found


def _os_release(host: Host) -> dict[str, str]:
    """os-release(5): a shell's assignments, in /etc or, where that is missing, in /usr/lib."""
    for place in ("/etc/os-release", "/usr/lib/os-release"):
        try:
            text = host.path(place).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        pairs = (row.partition("=") for row in text.splitlines() if "=" in row)
        return {key.strip(): _unquoted(value.strip()) for key, _, value in pairs}
    return {}


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return _ESCAPED.sub(r"\1", value)


def _timezone(host: Host) -> str:
    """The zone's name by /etc/timezone or the link of /etc/localtime, else its abbreviation."""
    named = line(host.path("/etc/timezone"))
    if named:
        return named
    link = host.path("/etc/localtime")
    zone = os.path.realpath(link).partition("zoneinfo/")[2] if link.is_symlink() else ""
    return zone or time.tzname[0]


def _installed(host: Host) -> str:
    """The oldest of the traces that installers leave, as a day; empty if there are none."""
    traces = ("/var/log/installer", "/lost+found", "/etc/machine-id", "/etc/hostname")
    times = [path.stat().st_mtime for t in traces if (path := host.path(t)).exists()]
    sane = [t for t in times if t > _FIRST]
    return time.strftime("%Y-%m-%d", time.gmtime(min(sane))) if sane else ""


def _graphical(host: Host) -> bool:
    return any(host.path(f"/usr/share/{d}").exists() for d in ("xsessions", "wayland-sessions"))

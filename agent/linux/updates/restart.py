"""Whether an update waits for a restart, and what asks for it.

Debian and Ubuntu leave a file, with the packages beside it; SUSE leaves one; Red Hat's
`needs-restarting -r` tells (it ends with 1 where a restart is due). And on all of them, a kernel
that is newer than the one that runs.
"""

from __future__ import annotations

import re

from agent.linux import logs
from agent.linux.updates import kernels
from agent.probe import Host, Nothing
from agent.report import Row

_FLAGS = ("/run/reboot-required", "/var/run/reboot-required", "/run/reboot-needed")
_PATIENCE = 30.0
_ASKED = (("needs-restarting", "-r"), ("dnf", "-C", "-q", "needs-restarting", "-r"))
_DUE = re.compile(r"reboot is required", re.IGNORECASE)
_NOT_DUE = re.compile(r"reboot (?:should not be|is not) (?:necessary|required)", re.IGNORECASE)
_PART = re.compile(r"^\s+\*\s+(\S+)", re.MULTILINE)
_MOST = 10
"""Names that are told."""


def read(host: Host, *, rpm: bool) -> Row:
    """`restart` and `restart_for`; empty where it cannot be told. `rpm`: ask Red Hat's way too."""
    flags = [flag for flag in _FLAGS if host.path(flag).exists()]
    parts = [part for flag in flags for part in logs.lines(host.path(f"{flag}.pkgs"))]
    kernel = kernels.waiting(host)
    due, more = _by_command(host) if rpm else (None, [])
    reasons = [*parts, *more, *([f"kernel {kernel}"] if kernel else [])]
    if flags or due or kernel:
        named = ", ".join(list(dict.fromkeys(reasons))[:_MOST])
        return {"restart": True, **({"restart_for": named} if named else {})}
    return {} if kernel is None and due is None else {"restart": False}


def _by_command(host: Host) -> tuple[bool | None, list[str]]:
    for words in _ASKED:
        try:
            text = host.outside.run(*words, patience=_PATIENCE, fails=(0, 1))
        except (Nothing, OSError):
            continue
        due = said(text)
        if due is not None:
            return due, _PART.findall(text)
    return None, []


def said(text: str) -> bool | None:
    """Whether `needs-restarting -r` asks for one, by its words: it ends with 1 for errors too."""
    if _NOT_DUE.search(text):
        return False
    return True if _DUE.search(text) else None

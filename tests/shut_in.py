"""Runs a command behind the system calls that a unit allows, as systemd would: by libseccomp.

    python tests/shut_in.py UNIT COMMAND...

What the unit says of capabilities, files and devices is systemd's own to do.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from pathlib import Path

LIBRARY = "libseccomp.so.2"
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM, as the units say
_EQUAL, _MASKED = 4, 7
_WRITE, _EXECUTE = 2, 4
_FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
_NEVER = {"unshare", "setns", "sched_setscheduler", "shmat"}
"""What RestrictNamespaces, RestrictRealtime and MemoryDenyWriteExecute refuse, some of it whole."""


class Comparison(ctypes.Structure):
    """libseccomp's `struct scmp_arg_cmp`."""

    _fields_ = (
        ("arg", ctypes.c_uint),
        ("op", ctypes.c_int),
        ("a", ctypes.c_uint64),
        ("b", ctypes.c_uint64),
    )


def said(unit: str, setting: str) -> list[str]:
    """The words of all lines of a setting."""
    lines = re.findall(rf"^{setting}=(.*)$", unit, re.MULTILINE)
    return [word for line in lines for word in line.split()]


def expanded(name: str) -> set[str]:
    """A group of system calls as systemd knows it, or one by its name."""
    if not name.startswith("@"):
        return {name}
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    )
    words = [line.strip() for line in told.stdout.splitlines()[1:]]
    return {one for word in words if word and word[0] != "#" for one in expanded(word)}


def allowed(unit: str) -> set[str]:
    """The system calls that a unit allows."""
    found: set[str] = set()
    for word in said(unit, "SystemCallFilter"):
        found = found - expanded(word[1:]) if word.startswith("~") else found | expanded(word)
    return found - _NEVER


def conditions(unit: str) -> dict[str, list[Comparison]]:
    """Calls that are allowed with certain arguments alone."""
    both = _WRITE | _EXECUTE
    mapped = [Comparison(2, _MASKED, both, wanted) for wanted in (0, _WRITE, _EXECUTE)]
    changed = [Comparison(2, _MASKED, _EXECUTE, 0)]
    families = [_FAMILIES[name] for name in said(unit, "RestrictAddressFamilies")]
    sockets = [Comparison(0, _EQUAL, family, 0) for family in families]
    return {"mmap": mapped, "mprotect": changed, "pkey_mprotect": changed, "socket": sockets}


def shut(unit: str) -> None:
    """From now on, for this process and all that it starts."""
    seccomp = ctypes.CDLL(LIBRARY)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(_REFUSE)))
    bounded = conditions(unit)
    for name in allowed(unit):
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        for one in bounded.get(name, [None]):
            given = (0, None) if one is None else (1, ctypes.byref(one))
            if number >= 0:  # this machine's kind of processor has it
                assert seccomp.seccomp_rule_add_array(context, _ALLOW, number, *given) == 0, name
    assert seccomp.seccomp_load(context) == 0


if __name__ == "__main__":
    shut(Path(sys.argv[1]).read_text(encoding="utf-8"))
    os.execv(sys.argv[2], sys.argv[2:])

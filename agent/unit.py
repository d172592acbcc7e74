"""A systemd unit for this installation of the agent: started at boot, kept running, locked in.

The text lies beside this file: the Debian package has the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FLAGS = ("-I", "-X", "no_debug_ranges")
"""How the interpreter is started: see `text`."""
ENVIRONMENT = "MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=32768 MALLOC_TRIM_THRESHOLD_=32768"
"""What glibc is told: what a batch needed while it was packed goes back. Source: mallopt(3)."""
_TEXT = Path(__file__).with_name("mkaguzi-agent.service")
_DMI = "/sys/devices/virtual/dmi/id"
_TABLES = (
    *("/sys/firmware/dmi/tables/DMI", "/sys/firmware/dmi/tables/smbios_entry_point"),
    *(f"{_DMI}/product_serial", f"{_DMI}/product_uuid"),
    *(f"{_DMI}/board_serial", f"{_DMI}/chassis_serial"),
)
_HEAD = """\
# /etc/systemd/system/mkaguzi-agent.service, written by `mkaguzi-agent unit`. It needs a user:
# useradd --system --home /var/lib/mkaguzi-agent --shell /usr/sbin/nologin mkaguzi-agent
"""


_FAILING = """\
# A copy of another machine's disk has laid that identity aside: by the site file it gets its own.
OnFailure=mkaguzi-agent-enrol.service
"""
"""Of the package alone, which has that unit."""


def text() -> str:
    """The unit, with the interpreter this agent runs by.

    `-I`: neither the folder it works in, nor its environment, nor a user's own packages can put
    another `agent` in its place. (`-P` says less, and Python 3.10 does not know it.)
    `-X no_debug_ranges`: it needs less memory, for who marks its errors in the source's columns?
    """
    return _HEAD + _by(f"{quoted(sys.executable)} {' '.join(FLAGS)} -m agent")


def packaged() -> str:
    """The unit of the Debian package."""
    return _by(f"/usr/bin/python3 {' '.join(FLAGS)} /usr/bin/mkaguzi-agent", _FAILING)


def begins_by_itself(program: Path = Path(__file__)) -> bool:
    """Whether a service waits until this machine is enrolled: that of the Windows installer, or the
    package's path unit, where systemd runs. `program`: a file of ours, which tells the package."""
    packaged = program.is_relative_to("/usr/share/mkaguzi-agent")
    return os.name == "nt" or (packaged and Path("/run/systemd/system").is_dir())


def _by(agent: str, failing: str = "") -> str:
    text = _TEXT.read_text(encoding="utf-8")
    return text.format(
        agent=agent, tables=" ".join(_TABLES), environment=ENVIRONMENT, failing=failing
    )


def quoted(path: str) -> str:
    """As systemd.syntax(7) quotes a word; % is its own sign for specifiers."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'

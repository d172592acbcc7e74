"""The machine's clocks: wall, monotonic with sleep counted, and which boot this is."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from agent.limits import BUILD
from agent.report import Clock


def now() -> Clock:
    """All three at once."""
    return Clock(time.time(), monotonic(), boot_id())


def monotonic() -> float:
    """Seconds since boot, sleep included where the system counts it (CLOCK_BOOTTIME)."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def doubt(wall: float) -> str:
    """What is wrong with a wall clock (UTC s) that cannot be right; empty: nothing is known."""
    if wall >= BUILD:
        return ""
    day = time.strftime("%Y-%m-%d", time.gmtime(wall))
    return (
        f"this machine's clock says {day}, which is long past: set it; if it is lost at each "
        "start, the battery on the machine's board is empty"
    )


def boot_id() -> str:
    """The beginning of the kernel's id of this boot; on Windows the number of the boot.

    Elsewhere the minute of the boot, which a reset clock moves.
    """
    if sys.platform == "win32":
        from agent.windows import registry

        number = registry.values(_PREFETCH).get("BootId")
        if isinstance(number, int) and number:
            return f"boot-{number}"
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")[:_ENOUGH]
    except OSError:
        return f"booted-{round((time.time() - monotonic()) / 60)}"


_ENOUGH = 8
"""Hexadecimal digits that tell one machine's boots apart. It goes over thin links."""
_PREFETCH = (
    r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management"
    r"\PrefetchParameters"
)
"""Where `BootId` is. Source: Microsoft Learn, "KUSER_SHARED_DATA": incremented by the loader."""

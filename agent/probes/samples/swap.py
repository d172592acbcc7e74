"""Swap space, or the page file, in use, as Telegraf's `swap` counts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.linux import files
from agent.probe import SAMPLE, Host, Nothing, Sample

EVERY = SAMPLE
_PAGE = 4096
"""Bytes of a page that was moved, as gopsutil counts them for Telegraf."""
FIELDS = {
    "total": Field("B", "swap space there is", int),
    "used": Field("B", "swap space in use", int),
    "free": Field("B", "swap space left", int),
    "used_percent": Field("%", "used of total; 0 where there is none"),
    "in": Field("B", "read back from swap since boot", int, counter=True),
    "out": Field("B", "written to swap since boot", int, counter=True),
}


def read(host: Host) -> Iterator[Sample]:
    """One row. Windows with broken performance counters has nothing to tell."""
    linux = host.has("/proc/meminfo")
    swap = _linux(host) if linux else _elsewhere()
    total = swap["total"]
    yield {}, {**swap, "used_percent": 100 * swap["used"] / total if total else 0.0}


def _linux(host: Host) -> dict[str, int]:
    told = files.table(host.path("/proc/meminfo"))
    total, free = (1024 * int(told[key].split()[0]) for key in ("SwapTotal", "SwapFree"))
    pages = dict(row.split() for row in _rows(host.path("/proc/vmstat")))
    moved = {"in": pages.get("pswpin", 0), "out": pages.get("pswpout", 0)}
    return {
        "total": total,
        "free": free,
        "used": total - free,
        **{name: int(count) * _PAGE for name, count in moved.items()},
    }


def _rows(file: Path) -> list[str]:
    """Its lines; none in a container that does not show it."""
    return file.read_text(encoding="ascii").splitlines() if file.exists() else []


def _elsewhere() -> dict[str, int]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    try:
        swap = psutil.swap_memory()
    except RuntimeError:
        raise Nothing from None
    moved = {"in": swap.sin, "out": swap.sout}
    return {"total": swap.total, "free": swap.free, "used": swap.used, **moved}

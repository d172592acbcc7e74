"""Memory in use, as Telegraf's `mem` counts it: `used_percent` is used of total.

On Linux all of it is /proc/meminfo's, and what is used is the rest of total without free, buffers,
cached files and what the kernel can give back: the formula of psutil changes with its version.
Source: proc(5), /proc/meminfo.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.field import Field
from agent.linux import files
from agent.probe import SAMPLE, Host, Sample

EVERY = SAMPLE
FIELDS = {
    "total": Field("B", "memory the system can use", int),
    "available": Field("B", "what programs could still get without swapping", int),
    "used": Field("B", "in use", int),
    "used_percent": Field("%", "used of total"),
    "available_percent": Field("%", "available of total"),
    "free": Field("B", "not in use at all (Linux)", int),
    "active": Field("B", "used a short while ago (Linux)", int),
    "inactive": Field("B", "not used for a while (Linux)", int),
    "buffered": Field("B", "buffers of block devices (Linux)", int),
    "cached": Field("B", "files kept in memory, and what the kernel can give back (Linux)", int),
    "shared": Field("B", "shared between programs, tmpfs too (Linux)", int),
    "mapped": Field("B", "files that programs have mapped (Linux)", int),
    "dirty": Field("B", "waits to be written to disk (Linux)", int),
    "write_back": Field("B", "is being written to disk (Linux)", int),
    "write_back_tmp": Field("B", "buffers of FUSE for writing (Linux)", int),
    "slab": Field("B", "the kernel's own structures (Linux)", int),
    "sreclaimable": Field("B", "of them, what can be given back (Linux)", int),
    "sunreclaim": Field("B", "of them, what cannot (Linux)", int),
    "page_tables": Field("B", "tables of pages (Linux)", int),
    "commit_limit": Field("B", "what may be promised to programs in all (Linux)", int),
    "committed_as": Field("B", "what is promised to programs (Linux)", int),
    "swap_cached": Field("B", "in swap and in memory (Linux)", int),
    "swap_free": Field("B", "swap space left (Linux)", int),
    "swap_total": Field("B", "swap space there is (Linux)", int),
    "huge_page_size": Field("B", "size of one huge page (Linux)", int),
    "huge_pages_free": Field("1", "huge pages not in use (Linux)", int),
    "huge_pages_total": Field("1", "huge pages set aside (Linux)", int),
    "high_free": Field("B", "high memory not in use (Linux, 32 bit)", int),
    "high_total": Field("B", "high memory (Linux, 32 bit)", int),
    "low_free": Field("B", "low memory not in use (Linux, 32 bit)", int),
    "low_total": Field("B", "low memory (Linux, 32 bit)", int),
    "vmalloc_chunk": Field("B", "the largest piece of vmalloc's that is free (Linux)", int),
    "vmalloc_total": Field("B", "space of vmalloc (Linux)", int),
    "vmalloc_used": Field("B", "space of vmalloc in use (Linux)", int),
}
_KEYS = {
    "total": "MemTotal",
    "available": "MemAvailable",
    "free": "MemFree",
    "active": "Active",
    "inactive": "Inactive",
    "buffered": "Buffers",
    "cached": "Cached",
    "shared": "Shmem",
    "mapped": "Mapped",
    "dirty": "Dirty",
    "write_back": "Writeback",
    "write_back_tmp": "WritebackTmp",
    "slab": "Slab",
    "sreclaimable": "SReclaimable",
    "sunreclaim": "SUnreclaim",
    "page_tables": "PageTables",
    "commit_limit": "CommitLimit",
    "committed_as": "Committed_AS",
    "swap_cached": "SwapCached",
    "swap_free": "SwapFree",
    "swap_total": "SwapTotal",
    "huge_page_size": "Hugepagesize",
    "huge_pages_free": "HugePages_Free",
    "huge_pages_total": "HugePages_Total",
    "high_free": "HighFree",
    "high_total": "HighTotal",
    "low_free": "LowFree",
    "low_total": "LowTotal",
    "vmalloc_chunk": "VmallocChunk",
    "vmalloc_total": "VmallocTotal",
    "vmalloc_used": "VmallocUsed",
}


def read(host: Host) -> Iterator[Sample]:
    """One row."""
    file = host.path("/proc/meminfo")
    amounts = _linux(files.table(file)) if host.has("/proc/meminfo") else _elsewhere()
    total = amounts["total"]
    yield (
        {},
        {
            **amounts,
            "used_percent": 100 * amounts["used"] / total,
            "available_percent": 100 * amounts["available"] / total,
        },
    )


def _linux(told: dict[str, str]) -> dict[str, int]:
    found = {name: _amount(told[key]) for name, key in _KEYS.items() if key in told}
    # As gopsutil counts for Telegraf: what the kernel can give back is cached, not used.
    found["cached"] += found.get("sreclaimable", 0)
    found.setdefault("available", found["free"] + found["buffered"] + found["cached"])
    found["used"] = found["total"] - found["free"] - found["buffered"] - found["cached"]
    return found


def _amount(text: str) -> int:
    number, _, unit = text.partition(" ")
    return int(number) * (1024 if unit == "kB" else 1)


def _elsewhere() -> dict[str, int]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    memory = psutil.virtual_memory()
    return {"total": memory.total, "available": memory.available, "used": memory.used}

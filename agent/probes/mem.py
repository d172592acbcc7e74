"""Memory in use, as Telegraf's `mem` counts it: `used_percent` is used of total."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from agent.field import Field
from agent.probe import SAMPLE, Host, Sample

EVERY = SAMPLE
FIELDS = {
    "total": Field("B", "memory the system can use", int),
    "available": Field("B", "what programs could still get without swapping", int),
    "used": Field("B", "in use", int),
    "free": Field("B", "not in use at all (Linux)", int),
    "active": Field("B", "used a short while ago (Linux)", int),
    "inactive": Field("B", "not used for a while (Linux)", int),
    "buffered": Field("B", "buffers of block devices (Linux)", int),
    "cached": Field("B", "files kept in memory (Linux)", int),
    "shared": Field("B", "shared between programs, tmpfs too (Linux)", int),
    "slab": Field("B", "the kernel's own structures (Linux)", int),
    "used_percent": Field("%", "used of total"),
    "available_percent": Field("%", "available of total"),
}
_NAMES = {"buffers": "buffered"}


def read(host: Host) -> Iterator[Sample]:  # noqa: ARG001 (psutil asks this machine)
    """One row."""
    memory = {_NAMES.get(k, k): v for k, v in psutil.virtual_memory()._asdict().items()}
    row = {name: int(memory[name]) for name in FIELDS if name in memory}
    yield (
        {},
        {
            **row,
            "used_percent": 100 * memory["used"] / memory["total"],
            "available_percent": 100 * memory["available"] / memory["total"],
        },
    )

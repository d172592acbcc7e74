"""Swap space, or the page file, in use."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from agent.field import Field
from agent.probe import SAMPLE, Host, Nothing, Sample

EVERY = SAMPLE
FIELDS = {
    "total": Field("B", "swap space there is", int),
    "used": Field("B", "swap space in use", int),
    "free": Field("B", "swap space left", int),
    "used_percent": Field("%", "used of total; 0 where there is none"),
    "in": Field("B", "read back from swap since boot", int, counter=True),
    "out": Field("B", "written to swap since boot", int, counter=True),
}


def read(host: Host) -> Iterator[Sample]:  # noqa: ARG001 (psutil asks this machine)
    """One row. Windows with broken performance counters has nothing to tell."""
    try:
        swap = psutil.swap_memory()
    except RuntimeError:
        raise Nothing from None
    yield (
        {},
        {
            "total": swap.total,
            "used": swap.used,
            "free": swap.free,
            "used_percent": float(swap.percent),
            "in": swap.sin,
            "out": swap.sout,
        },
    )

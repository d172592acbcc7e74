"""Batches of samples made into one of coarser samples, where the spool has no room for all. Pure.

Of each so many samples one is left, at the moment of the last: a counter's last value, the mean of
what goes up and down, the last word of what is neither. Nothing is invented: where there was no
value, there is none. A gap or another cadence begins a new block, as in any batch.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.limits import DIGITS
from agent.wire import packed, plain, unpacked

GRIDS = (300, 3600)
"""Seconds between the samples that are left, by level: 1 and 2; level 0 is as it was sampled."""
_SLACK = 2
"""Seconds a sample may be off its place on the grid, as in `agent.grid`."""
_JUMP = 60.0
"""Seconds by which the clocks of two batches may differ and still be one clock."""

Plain = dict[str, Any]
Counters = Mapping[str, frozenset[str]]
"""Measurement -> the fields of it that only grow."""


def merged(bodies: Sequence[bytes], step: int, counters: Counters) -> bytes | None:
    """One body for several, the oldest first; None where they cannot be one batch.

    They are of one agent and one boot, hold samples alone, and no clock was set between them. Its
    number is one above the newest's: no batch is made within a millisecond of another.
    """
    batches = [_opened(body) for body in bodies]
    if any(batch is None for batch in batches) or not _are_one(batches):
        return None
    last: Plain = batches[-1] or {}
    blocks = [block for batch in batches for block in (batch or {})["blocks"]]
    errors = [error for batch in batches for error in (batch or {}).get("errors", [])]
    whole = {
        **last,
        "seq": last["seq"] + 1,
        "blocks": list(thinned(blocks, step, counters)),
        "errors": errors,
    }
    return packed([plain(whole)])


def _opened(body: bytes) -> Plain | None:
    try:
        batch = json.loads(unpacked(body))
        known = isinstance(batch["blocks"], list) and isinstance(batch["seq"], int)
        alone = known and not batch["facts"] and not batch["events"] and batch["clock"]["boot"]
    except (zlib.error, ValueError, KeyError, TypeError):
        return None
    return batch if alone else None


def _are_one(batches: Sequence[Any]) -> bool:
    first = batches[0]
    return all(
        one["agent"] == first["agent"]
        and one["clock"]["boot"] == first["clock"]["boot"]
        and abs(_offset(one) - _offset(first)) <= _JUMP
        for one in batches
    )


def _offset(batch: Plain) -> float:
    """When the boot began, by the wall clock: it moves when that is set."""
    return float(batch["clock"]["wall"]) - float(batch["clock"]["mono"])


def thinned(blocks: Sequence[Plain], step: int, counters: Counters) -> Iterator[Plain]:
    """The blocks with one sample for each `step` seconds; what is as coarse already stays."""
    for block in joined(blocks):
        each = max(1, step // int(block["step"]))
        whole = block["steps"] - block["steps"] % each
        if whole:
            yield _coarser(block, 0, whole, each, counters)
        if whole < block["steps"]:
            yield _coarser(block, whole, block["steps"], block["steps"] - whole, counters)


def joined(blocks: Sequence[Plain]) -> Iterator[Plain]:
    """Blocks that go on where the one before ended become one."""
    before: Plain | None = None
    for block in blocks:
        if before is not None and _goes_on(before, block):
            before = _together(before, block)
            continue
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


def _goes_on(one: Plain, other: Plain) -> bool:
    end = one["start"] + one["steps"] * one["step"]
    return bool(one["step"] == other["step"] and abs(other["start"] - end) <= _SLACK)


def _together(one: Plain, other: Plain) -> Plain:
    steps = one["steps"] + other["steps"]
    found: dict[str, Plain] = {}
    for block, at in ((one, 0), (other, one["steps"])):
        for series in block["series"]:
            here = found.setdefault(_key(series), {**series, "fields": {}})
            for name, column in series["fields"].items():
                whole = here["fields"].setdefault(name, [None] * steps)
                whole[at : at + len(column)] = column
    return {**one, "steps": steps, "series": list(found.values())}


def _key(series: Plain) -> str:
    return json.dumps([series["measurement"], sorted(series["tags"].items())])


def _coarser(block: Plain, first: int, end: int, each: int, counters: Counters) -> Plain:
    """The steps from `first` to `end`, each so many of them as one, at the moment of its last."""
    step = int(block["step"])
    series = [_series(one, first, end, each, counters) for one in block["series"]]
    return {
        "start": block["start"] + (first + each - 1) * step,
        "step": min(86_400, each * step),
        "steps": (end - first) // each,
        "series": series,
    }


def _series(series: Plain, first: int, end: int, each: int, counters: Counters) -> Plain:
    grow = counters.get(series["measurement"], frozenset())
    fields = {
        name: [_one(column[at : at + each], name in grow) for at in range(first, end, each)]
        for name, column in series["fields"].items()
    }
    return {**series, "fields": fields}


def _one(values: Sequence[Any], grows: bool) -> Any:
    told = [value for value in values if value is not None]
    if not told:
        return None
    if grows or not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in told):
        return told[-1]
    mean = sum(told) / len(told)
    return round(mean) if all(isinstance(value, int) for value in told) else round(mean, DIGITS)

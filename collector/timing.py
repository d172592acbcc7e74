"""A batch's times against its own clock: jumps of the clock undone, what cannot be left out. Pure.

Samples bear the wall clock of their moment. A PC that is three hours ahead until NTP corrects it
sends samples from the future; its batch tells of the jump, and so by how much they are wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from agent.report import Batch, Block, Event, Series
from collector.clock import TOLERANCE, YEAR

_NOTICED = 60
"""Seconds at most between a sample and the event that tells that the clock had jumped before it."""
_SLACK = 2
"""Seconds a sample may be off its place on the grid."""


class Timed(NamedTuple):
    """A batch whose times can be, and how many moments of samples were left out of it."""

    batch: Batch
    left_out: int


def timed(batch: Batch) -> Timed:
    """The batch with times that can be: none after it was made, none a year before."""
    wall = batch.clock.wall
    straight = _straight(batch.blocks, batch.events, wall)
    blocks = [_within(block, wall - YEAR, wall + TOLERANCE) for block in straight]
    kept = [block for block in blocks if block.steps > 0]
    left_out = sum(b.steps for b in batch.blocks) - sum(b.steps for b in kept)
    events = [e._replace(at=_clipped(e.at, wall)) for e in _in_order(batch.events)]
    errors = [e._replace(at=_clipped(e.at, wall)) for e in batch.errors]
    return Timed(batch._replace(blocks=kept, events=events, errors=errors), left_out)


def _clipped(at: float, wall: float) -> float:
    """What happened is never left out; it happened before it was told."""
    return max(0.0, wall - YEAR, min(at, wall))


def _within(block: Block, first: float, last: float) -> Block:
    """The block without the steps after `last`; without any, if it begins before `first`."""
    steps = min(block.steps, int((last - block.start) // block.step) + 1)
    if steps == block.steps and block.start >= first:
        return block
    steps = max(0, steps) if block.start >= first else 0
    return block._replace(steps=steps, series=[_cut(one, steps) for one in block.series])


def _cut(series: Series, steps: int) -> Series:
    return series._replace(fields={n: c[:steps] for n, c in series.fields.items()})


def _jumps(events: Sequence[Event]) -> list[float]:
    """By how much the clock was set at each event (s); 0 where it was not."""
    return [_seconds(event) if event.kind == "clock_jumped" else 0.0 for event in events]


def _seconds(event: Event) -> float:
    value = event.detail.get("seconds")
    return float(value) if isinstance(value, (int, float)) and abs(value) < 1e10 else 0.0


def _in_order(events: Sequence[Event]) -> list[Event]:
    """Events by the last clock: they are told in order, so each jump moves those before it."""
    jumps = _jumps(events)
    if not any(jumps):
        return list(events)
    later = [*accumulate(reversed(jumps), initial=0.0)][-2::-1]
    return [e._replace(at=e.at + more) for e, more in zip(events, later, strict=True)]


def _straight(blocks: Sequence[Block], events: Sequence[Event], wall: float) -> list[Block]:
    """The blocks by the last clock, where the events tell between which two it was set."""
    found = list(blocks)
    for event, seconds in zip(events, _jumps(events), strict=True):
        first = _first_after(blocks, event, wall) if seconds else None
        if first is not None:
            found[:first] = [b._replace(start=round(b.start + seconds)) for b in found[:first]]
    return found if _is_orderly(found) else list(blocks)


def _first_after(blocks: Sequence[Block], jump: Event, wall: float) -> int | None:
    """The first block after a jump: its first sample is the one at which it was noticed.

    A jump that was noticed when the batch was made comes after all blocks of it.
    """
    near = [i for i, block in enumerate(blocks) if 0 <= jump.at - block.start <= _NOTICED]
    if not near and abs(wall - jump.at) <= _SLACK:
        return len(blocks)
    return near[-1] if near else None


def _is_orderly(blocks: Sequence[Block]) -> bool:
    """Whether each block ends before the next begins, as they were sampled."""
    ends = [block.start + (block.steps - 1) * block.step for block in blocks]
    return all(end <= after.start + _SLACK for end, after in zip(ends, blocks[1:], strict=False))

"""What the journal keeps: a batch as it came, and what it says by our clock."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from agent import wire
from agent.report import Batch
from collector.timing import timed

_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class Entry(NamedTuple):
    """A batch to keep: whose, when received (UTC s), its time correction, its JSON packed
    by zlib (`agent.wire.packing`).

    `shift` (s) is added to every time in the body; `quality` says how it was found: good,
    corrected, estimated or distrusted (see `collector.clock`).
    """

    agent: str
    boot: str
    seq: int
    received: int
    shift: float
    quality: str
    body: bytes


class Record(NamedTuple):
    """An entry at its position."""

    position: int
    entry: Entry


def batch_of(entry: Entry) -> Batch:
    """The batch in an entry, its times corrected. What it holds was checked on acceptance."""
    return timed(shifted(opened(entry), entry.shift)).batch


def opened(entry: Entry) -> Batch:
    """The batch in an entry, with its sender's times."""
    return wire.decode(msgspec.json.decode(_whole(wire.unpacked(entry.body))))


def _whole(plain: bytes) -> bytes:
    """JSON without NUL: odd firmware ends its strings so, and no database keeps it as it is.

    U+FFFD before anything is made of it, so a name reads the same here and in the state.
    """
    return _NUL.sub(rb"\1\\ufffd", plain) if rb"\u0000" in plain else plain


def shifted(batch: Batch, shift: float) -> Batch:
    """The batch with `shift` seconds added to all its times; grids stay on whole seconds."""
    if not shift:
        return batch
    return batch._replace(
        clock=batch.clock._replace(wall=batch.clock.wall + shift),
        blocks=[block._replace(start=round(block.start + shift)) for block in batch.blocks],
        events=[event._replace(at=event.at + shift) for event in batch.events],
        errors=[error._replace(at=error.at + shift) for error in batch.errors],
    )

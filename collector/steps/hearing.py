"""What a record of the journal says: in the catalogue's types, at times that can be. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent.catalogue import Catalogue, unknown_names
from agent.report import Batch, Block, Facts, ProbeError, Series
from collector import clock
from collector.steps.sifting import sifted
from collector.store.record import Entry, opened, shifted
from collector.timing import timed

UNKNOWN_NAMES = "unknown names"
"""Stands in for a probe's name where a batch names what this collector does not know."""
WRONG_TIMES = "wrong times"
"""The same where samples were left out: they lie after the moment they came."""


class Heard(NamedTuple):
    """A batch as it is applied; times in UTC s by our clock.

    `came`: when it came; `began`: when the boot that made it began, None if nobody knows;
    `shift`: what its sender's times were corrected by; `quality`: see `record.Entry`.
    """

    batch: Batch
    came: int
    began: float | None
    shift: float
    quality: str


def hear(entry: Entry, names: Catalogue, own: clock.Own) -> Heard:
    """What an entry says, by our own clock as it is believed now."""
    raw = opened(entry)
    came, shift = clock.placed(entry.received, entry.shift, entry.quality, raw.clock.wall, own)
    told, left_out = timed(shifted(raw, shift))
    notes = list(_notes(told, names, left_out))
    began = told.clock.wall - told.clock.mono
    return Heard(
        sifted(told, names)._replace(errors=[*told.errors, *notes]),
        came,
        began if entry.quality in ("good", "corrected") else None,
        shift,
        entry.quality,
    )


def _notes(told: Batch, names: Catalogue, left_out: int) -> Iterator[ProbeError]:
    wall = told.clock.wall
    if unknown := unknown_names(told, names):
        yield ProbeError(wall, UNKNOWN_NAMES, ", ".join(unknown)[:500])
    if left_out:
        yield ProbeError(wall, WRONG_TIMES, f"moments of samples left out: {left_out}")


def told_by(batch: Batch) -> dict[str, int]:
    """What told something, by the name of its probe, and when (UTC s)."""
    wall = int(batch.clock.wall)
    told = dict.fromkeys(batch.facts, wall)
    for block in batch.blocks:
        for series in block.series:
            at = _last_told(block, series)
            told[series.measurement] = max(at, told.get(series.measurement, at))
    if batch.blocks and all(error.probe != WRONG_TIMES for error in batch.errors):
        told[WRONG_TIMES] = wall
    return told


def _last_told(block: Block, series: Series) -> int:
    """The last moment at which a series has a value (UTC s)."""
    columns = list(series.fields.values())
    steps = range(block.steps - 1, -1, -1)
    told = (i for i in steps if any(column[i] is not None for column in columns))
    return next((block.start + i * block.step for i in told), 0)


def clocks(heard: Heard) -> dict[str, float]:
    """What the newest batch of an asset says of its clock and its start."""
    values: dict[str, float] = {}
    booted = _booted(heard.batch.facts)
    if booted is not None and 0 <= booted + heard.shift <= heard.came + clock.TOLERANCE:
        values["booted"] = int(min(booted + heard.shift, heard.came))
    if heard.quality in ("good", "corrected"):
        values["clock_offset"] = heard.shift
    return values


def _booted(told: Facts) -> float | None:
    system = told.get("os", {})
    value = system.get("booted") if isinstance(system, dict) else None
    return float(value) if isinstance(value, (int, float)) else None

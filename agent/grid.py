"""Readings to blocks: moments that lie on one time grid become columns. Pure."""

from __future__ import annotations

from typing import NamedTuple

from agent.report import Block, Row, Series

SLACK = 2
"""Seconds a reading may be off its place on the grid: a busy machine samples late."""

Key = tuple[str, tuple[tuple[str, str], ...]]


class Reading(NamedTuple):
    """What one measurement told at one moment, with one set of tags."""

    measurement: str
    tags: dict[str, str]
    values: Row


class Moment(NamedTuple):
    """All readings of one moment (whole UTC s)."""

    at: int
    readings: list[Reading]


def blocks(moments: list[Moment], step: int) -> list[Block]:
    """The moments as blocks of `step` seconds; a gap, a sleep or a jump starts a new one."""
    groups: list[list[Moment]] = []
    for moment in moments:
        if groups and _fits(groups[-1], moment, step):
            groups[-1].append(moment)
        else:
            groups.append([moment])
    return [_block(group, step) for group in groups]


def _fits(group: list[Moment], moment: Moment, step: int) -> bool:
    place = group[0].at + len(group) * step
    return abs(moment.at - place) <= SLACK


def _block(group: list[Moment], step: int) -> Block:
    found: dict[Key, Series] = {}
    for index, moment in enumerate(group):
        for reading in moment.readings:
            _place(found, reading, index, len(group))
    return Block(group[0].at, step, len(group), list(found.values()))


def _place(found: dict[Key, Series], reading: Reading, index: int, steps: int) -> None:
    key = (reading.measurement, tuple(sorted(reading.tags.items())))
    if key not in found:
        found[key] = Series(reading.measurement, reading.tags, {})
    fields = found[key].fields
    for name, value in reading.values.items():
        fields.setdefault(name, [None] * steps)[index] = value

"""Samples as the contract holds them: blocks of series, a value or none for each step."""

from __future__ import annotations

from agent.limits import MAX_SERIES, MAX_STEPS, MAX_TAG
from agent.report import Block, Column, Series
from agent.wire.values import (
    check_value,
    kind_of,
    moment_of,
    name_of,
    object_of,
    refuse,
    text_of,
    whole_of,
)


def block_of(thing: object, place: str) -> Block:
    """Samples on one grid."""
    block = object_of(thing, place)
    start = int(moment_of(block.get("start"), f"{place}.start"))
    step = whole_of(block.get("step"), f"{place}.step")
    steps = whole_of(block.get("steps"), f"{place}.steps")
    if not 1 <= steps <= MAX_STEPS or not 1 <= step <= 86_400:
        refuse(place, f"steps must be 1 to {MAX_STEPS} and step 1 to 86400 seconds")
    listed = block.get("series")
    if not isinstance(listed, list) or len(listed) > MAX_SERIES:
        refuse(f"{place}.series", f"a list of at most {MAX_SERIES} is needed")
    series = [_series(s, steps, f"{place}.series[{i}]") for i, s in enumerate(listed)]
    return Block(start, step, steps, series)


def _series(thing: object, steps: int, place: str) -> Series:
    series = object_of(thing, place)
    tags = object_of(series.get("tags", {}), f"{place}.tags")
    fields = object_of(series.get("fields"), f"{place}.fields")
    return Series(
        measurement=name_of(series.get("measurement"), f"{place}.measurement"),
        tags={
            name_of(k, f"{place}.tags"): text_of(v, f"{place}.tags.{k}", MAX_TAG)
            for k, v in tags.items()
        },
        fields={
            name_of(k, f"{place}.fields"): _column(v, steps, f"{place}.fields.{k}")
            for k, v in fields.items()
        },
    )


def _column(thing: object, steps: int, place: str) -> Column:
    if not isinstance(thing, list):
        refuse(place, f"a list is needed, not {kind_of(thing)}")
    if len(thing) != steps:
        refuse(place, f"{steps} values are needed, one a step, not {len(thing)}")
    for value in thing:
        if value is not None:
            check_value(value, place)
    return thing

"""What a probe said, held to its own catalogue and to the bounds of the wire. Pure.

A text that is too long is clipped, a list that is too long is cut; whatever else does not fit is
an error, so that it costs the probe and never the batch.
"""

from __future__ import annotations

from typing import Any

from agent.catalogue import fits
from agent.field import Field, Rows, Section, Value
from agent.grid import Reading
from agent.limits import DIGITS, MAX_INT, MAX_NAME, MAX_TAG, MAX_TEXT, PROBE_ROWS, PROBE_SERIES
from agent.probe import Probe
from agent.report import Row, SectionFacts


class UnfitError(ValueError):
    """A probe that says what it should not: the message names it."""


def readings(probe: Probe, found: Any) -> list[Reading]:
    """What a sample probe read. Raises UnfitError."""
    rows = list(found)[:PROBE_SERIES]
    if not all(isinstance(row, tuple) and len(row) == 2 for row in rows):
        raise UnfitError("read() must yield pairs of tags and values")
    return [Reading(probe.name, _tags(probe, tags), _row(probe.fields, row)) for tags, row in rows]


def section(probe: Probe, found: Any) -> SectionFacts:
    """What a fact probe read. Raises UnfitError."""
    return _section(probe.facts or {}, found)


def _tags(probe: Probe, tags: Any) -> dict[str, str]:
    if not isinstance(tags, dict) or not all(isinstance(text, str) for text in tags.values()):
        raise UnfitError("tags must be texts by name")
    if unknown := set(tags) - set(probe.tags):
        raise UnfitError(f"{min(unknown)} is not in TAGS")
    return {name[:MAX_NAME]: text[:MAX_TAG] for name, text in tags.items()}


def _section(known: Section, found: Any) -> SectionFacts:
    if isinstance(known, Rows):
        return _rows(known, found)
    if not isinstance(found, dict):
        raise UnfitError(f"named values are needed, not {type(found).__name__}")
    return {name: _part(known, name, part) for name, part in found.items()}


def _part(known: dict[str, Field | Rows], name: str, part: Any) -> Value | list[Row]:
    meaning = known.get(name)
    if isinstance(meaning, Rows):
        return _rows(meaning, part)
    return _value(meaning, name, part)


def _rows(known: Rows, found: Any) -> list[Row]:
    if not isinstance(found, list):
        raise UnfitError(f"a list is needed, not {type(found).__name__}")
    return [_row(known.fields, row) for row in found[:PROBE_ROWS]]


def _row(known: dict[str, Field], row: Any) -> Row:
    if not isinstance(row, dict):
        raise UnfitError(f"named values are needed, not {type(row).__name__}")
    return {name: _value(known.get(name), name, value) for name, value in row.items()}


def _value(field: Field | None, name: str, value: Any) -> Value:
    if field is None:
        raise UnfitError(f"{name} is not in the catalogue")
    if not fits(value, field):
        raise UnfitError(f"{name} must be {field.type.__name__}, not {value!r:.80}")
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, float) and value - value != 0:  # neither infinite nor no number
        raise UnfitError(f"{name} is {value}")
    if not -MAX_INT <= value <= MAX_INT:
        raise UnfitError(f"{name} is more than 64 bits can hold")
    kept: Value = round(value, DIGITS) if isinstance(value, float) else value
    return kept

"""The one catalogue of names: every measurement with its fields, every section with its facts.

Made from the probes' own `FIELDS` and `FACTS`. Rules, pages and documents look names up here;
`unknown_names` holds a batch to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agent.events import EVENTS
from agent.field import Field, Rows, Section
from agent.probe import Probe
from agent.report import Batch, Series


class Measurement(NamedTuple):
    """A series' tags and fields."""

    tags: tuple[str, ...]
    fields: dict[str, Field]


class Catalogue(NamedTuple):
    """All names there are."""

    measurements: dict[str, Measurement]
    sections: dict[str, Section]


def of(probes: Iterable[Probe]) -> Catalogue:
    """The catalogue of these probes."""
    probes = list(probes)
    return Catalogue(
        {p.name: Measurement(p.tags, p.fields) for p in probes if p.fields},
        {p.name: p.facts for p in probes if p.facts is not None},
    )


def fact_fields(catalogue: Catalogue) -> dict[str, Field]:
    """Every fact by its path: `os.name`, `memory.modules[].size`, `disks[].model`."""
    return {path: f for name, s in catalogue.sections.items() for path, f in _paths(name, s)}


def _paths(prefix: str, section: Section) -> Iterator[tuple[str, Field]]:
    if isinstance(section, Rows):
        for name, field in section.fields.items():
            yield f"{prefix}[].{name}", field
        return
    for name, part in section.items():
        if isinstance(part, Rows):
            yield from _paths(f"{prefix}.{name}", part)
        else:
            yield f"{prefix}.{name}", part


def unknown_names(batch: Batch, catalogue: Catalogue) -> list[str]:
    """What this batch names that the catalogue does not have or has with another type, sorted."""
    wrong = {
        name for block in batch.blocks for s in block.series for name in _in_series(s, catalogue)
    }
    for name, facts in batch.facts.items():
        wrong.update(_in_section(name, facts, catalogue.sections.get(name)))
    wrong.update(f"event {event.kind}" for event in batch.events if event.kind not in EVENTS)
    return sorted(wrong)


def _in_series(series: Series, catalogue: Catalogue) -> Iterator[str]:
    known = catalogue.measurements.get(series.measurement)
    if known is None:
        yield series.measurement
        return
    yield from (f"{series.measurement}[{tag}]" for tag in series.tags if tag not in known.tags)
    for name, column in series.fields.items():
        field = known.fields.get(name)
        if field is None or not all(v is None or fits(v, field) for v in column):
            yield f"{series.measurement}.{name}"


def _in_section(place: str, facts: object, section: Section | Field | None) -> Iterator[str]:
    if section is None:
        yield place
    elif isinstance(section, Field):
        if not fits(facts, section):
            yield place
    elif isinstance(section, Rows):
        yield from _in_rows(place, facts, section)
    elif not isinstance(facts, dict):
        yield place
    else:
        for name, part in facts.items():
            yield from _in_section(f"{place}.{name}", part, section.get(name))


def _in_rows(place: str, facts: object, rows: Rows) -> Iterator[str]:
    if not isinstance(facts, list):
        yield place
        return
    for row in facts:
        for name, value in row.items():
            yield from _in_section(f"{place}[].{name}", value, rows.fields.get(name))


def fits(value: object, field: Field) -> bool:
    """Whether a value is of the field's one type (a whole number will do for a float)."""
    if isinstance(value, bool):
        return field.type is bool
    return isinstance(value, (int, float) if field.type is float else field.type)

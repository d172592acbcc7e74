"""What a batch says in the catalogue's types. Pure.

Names that are not known are kept: a newer agent may know more than its collector. A known name with
a value of another type is left out: whatever reads it (rules, pages) may rely on its one type.
"""

from __future__ import annotations

from typing import Any

from agent.catalogue import Catalogue, fits
from agent.field import Field, Rows, Section
from agent.report import Batch, Block, Column, Facts, Row, SectionFacts, Series


def sifted(batch: Batch, names: Catalogue) -> Batch:
    """The batch without values of another type than the catalogue's."""
    return batch._replace(
        blocks=[_block(block, names) for block in batch.blocks], facts=_facts(batch.facts, names)
    )


def _block(block: Block, names: Catalogue) -> Block:
    return block._replace(series=[_series(series, names) for series in block.series])


def _series(series: Series, names: Catalogue) -> Series:
    known = names.measurements.get(series.measurement)
    if known is None:
        return series
    fields = series.fields.items()
    return series._replace(fields={n: _column(c, known.fields.get(n)) for n, c in fields})


def _column(column: Column, field: Field | None) -> Column:
    if field is None or all(value is None or fits(value, field) for value in column):
        return column
    return [value if value is not None and fits(value, field) else None for value in column]


def _facts(facts: Facts, names: Catalogue) -> Facts:
    found = {name: _section(content, names.sections.get(name)) for name, content in facts.items()}
    return {name: content for name, content in found.items() if content is not None}


def _section(content: SectionFacts, section: Section | None) -> SectionFacts | None:
    """None where a section is a list and should not be, or the other way round."""
    if section is None:
        return content
    if isinstance(section, Rows):
        return _rows(content, section) if isinstance(content, list) else None
    if not isinstance(content, dict):
        return None
    return {name: value for name, part in content.items() for value in _part(part, section, name)}


def _part(part: Any, section: dict[str, Field | Rows], name: str) -> list[Any]:
    """The value of one name, or nothing."""
    known = section.get(name)
    if known is None:
        return [part]
    if isinstance(known, Rows):
        return [_rows(part, known)] if isinstance(part, list) else []
    return [part] if fits(part, known) else []


def _rows(rows: list[Row], known: Rows) -> list[Row]:
    fields = known.fields
    return [{n: v for n, v in row.items() if n not in fields or fits(v, fields[n])} for row in rows]

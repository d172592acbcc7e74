"""A batch for people: tables in plain text."""

from __future__ import annotations

import time
from collections.abc import Iterator

from agent.catalogue import Catalogue, Measurement, fact_fields
from agent.field import Field
from agent.report import Batch, Row, SectionFacts, Series

_ROWS = 12
"""Rows of a list that are shown; the rest is counted."""
_BINARY = ("memory", "mem", "swap")
"""Memory is told in powers of 1024, as it is sold; disks in powers of 1000, as the pages do."""
_SIZES = {
    True: (1024, ("B", "KiB", "MiB", "GiB", "TiB")),
    False: (1000, ("B", "kB", "MB", "GB", "TB")),
}


def lines(batch: Batch, catalogue: Catalogue) -> Iterator[str]:
    """All of the batch, facts first."""
    fields = fact_fields(catalogue)
    for name, section in batch.facts.items():
        yield f"\n{name.upper()}"
        yield from _section(name, section, fields)
    yield "\nSAMPLES"
    for series in (s for block in batch.blocks[-1:] for s in block.series):
        yield from _series(series, catalogue.measurements[series.measurement])
    for error in batch.errors:
        yield f"\nFAILED {error.probe}: {in_one_line(error.message)}"


def _section(place: str, section: SectionFacts, fields: dict[str, Field]) -> Iterator[str]:
    if isinstance(section, list):
        yield from _rows(place, section, fields)
        return
    for name, value in section.items():
        if isinstance(value, list):
            yield from _rows(f"{place}.{name}", value, fields)
        else:
            yield f"  {name:<16} {plain(value, fields[f'{place}.{name}'].unit, place)}"


def _rows(place: str, rows: list[Row], fields: dict[str, Field]) -> Iterator[str]:
    for row in rows[:_ROWS]:
        yield "  - " + ", ".join(
            f"{name} {plain(value, fields[f'{place}[].{name}'].unit, place)}"
            for name, value in row.items()
        )
    if len(rows) > _ROWS:
        yield f"  … and {len(rows) - _ROWS} more"


def _series(series: Series, known: Measurement) -> Iterator[str]:
    tags = " ".join(f"{k}={in_one_line(v)}" for k, v in series.tags.items())
    values = (
        f"{name} {plain(column[-1], known.fields[name].unit, series.measurement)}"
        for name, column in series.fields.items()
        if column[-1] is not None
    )
    yield f"  {series.measurement} {tags}".rstrip()
    yield "      " + ", ".join(values)


def plain(value: object, unit: str, place: str) -> str:
    """A value with its unit, as people read it. `place`: the section or measurement it is of."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if unit == "B" and isinstance(value, (int, float)):
        return size(value, binary=place.partition(".")[0] in _BINARY)
    if unit == "UTC s" and isinstance(value, (int, float)):
        return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(value))
    if unit == "Mbit/s" and isinstance(value, (int, float)) and value < 0:
        return "not known"
    text = f"{value:.1f}" if isinstance(value, float) else in_one_line(str(value))
    return text if unit in ("1", "date") else f"{text} {unit}"


def in_one_line(text: str) -> str:
    """In one line that no terminal obeys: a stick may be named by anybody."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def size(number: float, *, binary: bool) -> str:
    """Bytes in the largest unit that fits: `8 GiB` of memory, `274.9 GB` of a disk."""
    base, units = _SIZES[binary]
    at = 0
    while abs(number) >= base and at < len(units) - 1:
        number, at = number / base, at + 1
    return f"{round(number, 1):g} {units[at]}"

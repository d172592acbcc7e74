"""Which charts an asset's page has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Batch
from collector.web.chart.draw import Chart, chart
from collector.web.chart.points import Gathered, Point, Source, gather, rates, summed
from collector.words.text import marked

CPU = Source("cpu", "usage_idle", "cpu")
MEMORY = Source("mem", "used_percent")
SWAP = Source("swap", "used_percent")
DISK = Source("disk", "used_percent", "path")
RECEIVED = Source("net", "bytes_recv", "interface")
SENT = Source("net", "bytes_sent", "interface")
READ = Source("diskio", "read_bytes", "name")
WRITTEN = Source("diskio", "write_bytes", "name")
SOURCES = (CPU, MEMORY, SWAP, DISK, RECEIVED, SENT, READ, WRITTEN)

HOURS = (1, 6, 24, 72, 168, 336)
"""How far back a reader can look."""
USUAL = 24
"""How far back a page looks by itself; less for a machine that is new."""
_VOLUMES = 4
"""File systems that are drawn: the fullest ones."""


def hours_for(age: float) -> int:
    """How many hours to look back at a machine that has been known for so long (s)."""
    return next((h for h in HOURS if age <= h * 3600 and h <= USUAL), USUAL)


def charts(
    batches: Iterable[Batch], facts: Mapping[str, Any], since: int, until: int, born: int = 0
) -> list[Chart]:
    """The charts of an asset between two moments (UTC s); one without points has no lines.

    `born`: when it was first heard from; that nothing is known from before is no gap.
    """
    found = gather(batches, SOURCES, since, until)
    virtual = _virtual(facts)
    lines: list[tuple[str, str, list[tuple[str, list[Point]]]]] = [
        (marked("Processor in use"), "%", [("", _busy(found))]),
        (marked("Memory in use"), "%", _memory(found)),
        (marked("Disk space in use"), "%", _fullest(found[DISK])),
        (marked("Network"), "B/s", _traffic(found, virtual)),
        (marked("Disk traffic"), "B/s", _disk_traffic(found)),
    ]
    return [chart(name, unit, some, since, until, born) for name, unit, some in lines]


def _busy(found: Gathered) -> list[Point]:
    return [p._replace(value=max(0.0, 100 - p.value)) for p in found[CPU].get("cpu-total", [])]


def _memory(found: Gathered) -> list[tuple[str, list[Point]]]:
    return [
        (marked("memory"), found[MEMORY].get("", [])),
        (marked("swap"), found[SWAP].get("", [])),
    ]


def _fullest(rows: dict[str, list[Point]]) -> list[tuple[str, list[Point]]]:
    ranked = sorted(((p, r) for p, r in rows.items() if r), key=lambda row: -row[1][-1].value)
    return ranked[:_VOLUMES]


def _virtual(facts: Mapping[str, Any]) -> set[str]:
    """Interfaces without hardware of their own: what they carry goes over a real one too."""
    rows = facts.get("interfaces", [])
    return {str(row.get("name")) for row in rows if row.get("virtual")}


def _traffic(found: Gathered, virtual: set[str]) -> list[tuple[str, list[Point]]]:
    def real(source: Source) -> list[Point]:
        rows = found[source]
        names = [name for name in rows if name not in virtual] or list(rows)
        return summed(rates(rows[name]) for name in names)

    return [(marked("received"), real(RECEIVED)), (marked("sent"), real(SENT))]


def _disk_traffic(found: Gathered) -> list[tuple[str, list[Point]]]:
    return [
        (marked("read"), summed(rates(row) for row in found[READ].values())),
        (marked("written"), summed(rates(row) for row in found[WRITTEN].values())),
    ]

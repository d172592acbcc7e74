"""Which charts an asset's page has. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Batch
from collector.web.chart.draw import Chart, chart
from collector.web.chart.points import Gathered, Point, Source, gather, rates, summed
from collector.web.chart.window import Window
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

_VOLUMES = 4
"""File systems that are drawn: the fullest ones."""


def charts(
    batches: Iterable[Batch], facts: Mapping[str, Any], window: Window, born: int = 0
) -> tuple[list[Chart], Window]:
    """The charts of an asset, and the window they show; one without points has no lines.

    `born`: since when it is known (UTC s). A new asset's window begins with its first sample.
    """
    found = gather(batches, SOURCES, window.since, window.until)
    shown = window.from_first(_first(found), born)
    virtual = _virtual(facts)
    lines: list[tuple[str, str, list[tuple[str, list[Point]]]]] = [
        (marked("Processor in use"), "%", [("", _busy(found))]),
        (marked("Memory in use"), "%", _memory(found)),
        (marked("Disk space in use"), "%", _fullest(found[DISK])),
        (marked("Network"), "B/s", _traffic(found, virtual)),
        (marked("Disk traffic"), "B/s", _disk_traffic(found)),
    ]
    return [chart(name, unit, some, shown) for name, unit, some in lines], shown


def _first(found: Gathered) -> float | None:
    """When the first of all samples was taken."""
    moments = (points[0].at for rows in found.values() for points in rows.values() if points)
    return min(moments, default=None)


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

"""What came out, for people: one table, and what the next limit is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from textwrap import wrap

from collector import cadence
from tests.bench.rounds import Figures, Parts

SERVER, WORKSTATION = cadence.ALWAYS_ON.batch, cadence.WORKSTATION.batch
"""Seconds between two batches."""
_PARTS = (
    "TLS and HTTP, as for the bare app",
    "unpacking, checking, answering",
    "journal",
    "identity and state",
    "judge",
    "all else, and large bodies aside",
)
_FULL = 0.8
"""Share of a core from which on it counts as full: another process may want it too."""


def table(first: Figures, usual: Sequence[Figures], memory: int) -> Iterable[str]:
    """The lines. `first`: each agent's first batch, with all facts; memory in bytes."""
    yield f"{'':54}{'median':>9}{'lowest':>9}{'highest':>9}"
    yield "Yardsticks, a second"
    yield _line("SQLite inserts, flushed one by one", [f.flushed for f in usual])
    yield _line("requests over TLS to an app that says 200", [f.bare for f in usual])
    yield "Usual batches into one collector, a second"
    yield _line("acknowledged, so durable (while a burst lasts)", [f.durable for f in usual])
    yield _line("  for each flushed insert", [f.durable / f.flushed for f in usual])
    yield _line("  for each bare request", [f.durable / f.bare for f in usual])
    yield _line("acknowledged and judged (what it can sustain)", [f.judged for f in usual])
    yield _line("  for each flushed insert", [f.judged / f.flushed for f in usual])
    yield _line("  for each bare request", [f.judged / f.bare for f in usual])
    yield f"Processor time of a batch, ms{'':43}{'first batch':>25}"
    for number, name in enumerate((*_PARTS, "in all")):
        costs = [(*f.parts, sum(f.parts))[number] for f in usual]
        yield _line(name, costs) + f"{(*first.parts, sum(first.parts))[number]:17.2f}"
    yield "On the wire, bytes (head and body)"
    yield _line("usual batch", [_size(f) for f in usual])
    yield _line("first batch, with all facts", [_size(first)])
    yield _line("Memory of the collector, MiB", [memory / 2**20])
    yield ""
    yield from limit(usual)


def _line(name: str, values: Sequence[float]) -> str:
    shown = [median(values), min(values), max(values)] if len(values) > 1 else values
    return f"  {name:52}" + "".join(f"{_short(value):>9}" for value in shown)


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _size(figures: Figures) -> float:
    return figures.sent.bytes / figures.sent.batches


def limit(usual: Sequence[Figures]) -> Iterable[str]:
    """What ends first, and how large a fleet that serves."""
    judged, core = median(f.judged for f in usual), median(f.core for f in usual)
    middle = Parts(*(median(part) for part in zip(*(f.parts for f in usual), strict=True)))
    follower, whole = middle.state + middle.judge, median(sum(f.parts) for f in usual)
    yield from _wrapped(
        f"The next limit: {_why(usual, core)} Of a batch's {whole:.2f} ms, identity and state "
        f"take {middle.state / whole:.0%}, the judge {middle.judge / whole:.0%}. On a core of "
        f"their own these two would end at {1000 / follower:,.0f} batches a second, and all the "
        f"rest at {1000 / (whole - follower):,.0f}."
    )
    yield from _wrapped(
        f"The fleet: {judged:,.0f} a second are {judged * SERVER:,.0f} servers (a batch each "
        f"{SERVER // 60} min) or {judged * WORKSTATION:,.0f} workstations (each "
        f"{WORKSTATION // 60} min). Plan for half of it: people read pages, and bursts come."
    )


def _wrapped(text: str) -> list[str]:
    return wrap(text, 88, subsequent_indent="  ")


def _why(usual: Sequence[Figures], core: float) -> str:
    if core >= _FULL:
        return f"one core. Python lets one thread run at a time, and {core:.0%} of it was in use."
    if median(f.load for f in usual) >= _FULL:
        return "the load itself had no more of its core. The collector could do more than this."
    return f"waiting, for the disk or a core: the collector used {core:.0%} of one core."

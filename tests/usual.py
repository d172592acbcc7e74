"""The text that batches are packed with, made of the catalogue: `make usual`.

What is told most often stands last, where zlib finds it with the fewest bits: facts, then events,
then what a PC samples on Windows, on Linux, and the batch around it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from agent import catalogue
from agent.events import EVENTS
from agent.field import Field, Rows, Section
from agent.probe import find_inventory, find_samples
from agent.report import VERSION

_EMPTY = {bool: False, int: 0, float: 0.5, str: ""}
_STEPS = 3
"""Samples a PC has in a batch."""
_TAGS = {
    "cpu": [{"cpu": "cpu-total"}],
    "disk": [
        {"path": "C:", "device": "C:", "fstype": "NTFS", "mode": "rw"},
        {"path": "/", "device": "sda1", "fstype": "ext4", "mode": "rw"},
    ],
    "diskio": [{"name": "C:"}, {"name": "sda"}, {"name": "nvme0n1"}],
    "net": [{"interface": "Ethernet"}, {"interface": "eth0"}],
}
"""What tags say on most machines."""
_SELDOM = ("battery", "smart_device", "temp")
"""What not every machine samples: it stands before the others."""


def text() -> bytes:
    """The whole of it."""
    names = catalogue.of([*find_inventory(), *find_samples()])
    facts = {name: _facts(section) for name, section in sorted(names.sections.items())}
    told = [{"at": 1795819238.266, "kind": kind, "detail": {}} for kind in EVENTS]
    failed = [{"at": 1795819238.266, "probe": name, "message": ""} for name in facts]
    series = [one for name in _ordered(names.measurements) for one in _series(name, names)]
    batch = _batch(series)
    parts = ({"facts": facts}, {"errors": failed}, {"events": told}, batch)
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()


def _ordered(measurements: Iterable[str]) -> list[str]:
    return sorted(measurements, key=lambda name: (name not in _SELDOM, name))


def _batch(series: list[dict[str, Any]]) -> dict[str, Any]:
    start = {"start": 1795819500, "step": 300, "steps": _STEPS}
    return {
        "version": VERSION,
        "agent": "",
        "seq": 0,
        "clock": {"wall": 1795819238.266, "mono": 18907.811, "boot": ""},
        "blocks": [{**start, "series": series}],
        "events": [],
        "errors": [],
        "facts": {},
    }


def _facts(section: Section) -> Any:
    if isinstance(section, Rows):
        return [_row(section.fields)] * 2  # how one ends and the next begins
    return {
        name: [_row(part.fields)] if isinstance(part, Rows) else _EMPTY[part.type]
        for name, part in section.items()
    }


def _row(fields: dict[str, Field]) -> dict[str, Any]:
    return {name: _EMPTY[field.type] for name, field in fields.items()}


def _series(name: str, names: catalogue.Catalogue) -> Iterator[dict[str, Any]]:
    fields = {
        field: [_EMPTY[known.type] if known.type is not float else 0.0] * _STEPS
        for field, known in names.measurements[name].fields.items()
    }
    for tags in _TAGS.get(name, [{}]):
        yield {"measurement": name, "tags": tags, "fields": fields}


if __name__ == "__main__":
    sys.stdout.buffer.write(text())

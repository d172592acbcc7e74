"""How large a batch may be: in each part, and in all. A busy server's is a hundredth of it."""

from __future__ import annotations

from agent.report import Batch, Row, SectionFacts

MAX_STEPS = 20_000
"""Steps in one block: two weeks of minutes."""
MAX_SERIES = 2_000
"""Series in one block, and in all."""
PROBE_SERIES = MAX_SERIES // 4
"""Series of one probe: several greedy ones make no batch too large."""
MAX_SECTIONS = 256
"""Sections of facts."""
MAX_ROWS = 20_000
"""Rows in one list of facts, blocks or events; of facts, events and errors in all."""
PROBE_ROWS = MAX_ROWS // 2
"""Rows in one list of a probe's facts."""
MAX_ERRORS = 500
"""Probes that failed."""
MAX_VALUES = 200_000
"""Values of samples, tags, facts and events in all."""
MAX_NAME = 128
"""Characters in a name, a tag or an id."""
MAX_TAG = 512
"""Characters in the value of a tag."""
MAX_TEXT = 4_096
"""Characters in any other text."""
MAX_INT = 2**63 - 1
"""What a 64-bit store can hold."""
DIGITS = 3
"""Digits after the point: more of them are noise, which does not pack."""
BUILD = 1_795_392_000
"""2026-11-23, UTC s: no clock is right that is behind the day this was written."""
MAX_TIME = 253_402_300_799
"""The end of the year 9999, UTC s: a clock as wrong as that is corrected, not refused."""


def excess(batch: Batch) -> str | None:
    """Of what a batch has too much in all, in words; None if of nothing."""
    series = [s for block in batch.blocks for s in block.series]
    lists = [rows for section in batch.facts.values() for rows in _lists(section)]
    counts = (
        ("series", len(series), MAX_SERIES),
        ("rows", sum(map(len, lists)) + len(batch.events) + len(batch.errors), MAX_ROWS),
        ("values", _values(batch, lists), MAX_VALUES),
    )
    return next((f"at most {most} {what}, not {n}" for what, n, most in counts if n > most), None)


def _lists(section: SectionFacts) -> list[list[Row]]:
    if isinstance(section, list):
        return [section]
    return [part for part in section.values() if isinstance(part, list)]


def _values(batch: Batch, lists: list[list[Row]]) -> int:
    samples = sum(len(s.fields) * b.steps + len(s.tags) for b in batch.blocks for s in b.series)
    plain = sum(len(section) for section in batch.facts.values() if isinstance(section, dict))
    rows = sum(len(row) for rows in lists for row in rows)
    return samples + plain + rows + sum(len(event.detail) for event in batch.events)

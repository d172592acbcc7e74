"""Where the line stumbles: a record that the state does not take, while it takes others.

A database that is down fails whatever is asked of it, and the line waits. A record that fails
alone, again and again, while a note of it can be written, is itself at fault.
"""

from __future__ import annotations

from collections.abc import Sequence

from collector.store.record import Record

TRIES = 3
"""Times that a record is tried, the last ones alone, before it may be passed by."""


class Stumbling:
    """The record at which applying failed last, and how often."""

    def __init__(self) -> None:
        self._position = 0
        self._times = 0

    def is_hopeless(self, record: Record) -> bool:
        """It failed here: whether that was once too often."""
        self._times = self._times + 1 if record.position == self._position else 1
        self._position = record.position
        return self._times >= TRIES

    def apart(self, records: Sequence[Record]) -> Sequence[Record]:
        """What may go in together: what is before the record in question, or that one alone."""
        for number, record in enumerate(records):
            if record.position == self._position:
                return records[: max(1, number)]
        return records

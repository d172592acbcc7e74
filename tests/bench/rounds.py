"""What is measured, and in which order: yardsticks and the collector in turn, again and again.

So whatever else this machine does meanwhile is in both of what is compared.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.bench import watched
from tests.bench.beside import Beside
from tests.bench.load import Round, Sent
from tests.bench.watched import Clocks

_FLUSHING = 1.5
"""Seconds of flushed inserts in each round."""
_BARE = 4
"""Times over that a round's requests go to the app that says 200: it is quicker."""


class Parts(NamedTuple):
    """Processor time (ms) that one batch costs the collector, by what it is spent on."""

    wire: float
    taking: float
    journal: float
    state: float
    judge: float
    rest: float


class Figures(NamedTuple):
    """One round. Rates are a second; `busy` is the share of one core that the load took."""

    flushed: float
    bare: float
    durable: float
    judged: float
    parts: Parts
    core: float
    load: float
    sent: Sent


class Bench(NamedTuple):
    """The processes, and where the collector keeps its data."""

    data: Path
    collector: Beside
    bare: Beside
    load: Beside
    door: str
    bare_door: str

    def round(self, first: int, each: int) -> Figures:
        """Yardsticks, then the collector, with these batches of each agent."""
        yard, real = Round(self.bare_door, first, each, _BARE), Round(self.door, first, each)
        flushed = flushed_inserts(self.data.parent)
        self.load.ask([yard])
        before: Clocks = self.bare.ask()
        said: Sent = self.load.ask(yard)
        wire = _ms(self.bare.ask().total - before.total, said)
        self.load.ask([real])
        return self._collected(real, wire, flushed, said.batches / said.seconds)

    def _collected(self, real: Round, wire: float, flushed: float, bare: float) -> Figures:
        had = applied(self.data)
        before: Clocks = self.collector.ask()
        begun = time.monotonic()
        sent: Sent = self.load.ask(real)
        while applied(self.data) < had + sent.batches:
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        after: Clocks = self.collector.ask()
        return Figures(
            flushed,
            bare,
            sent.batches / sent.seconds,
            sent.batches / seconds,
            parts(before, after, sent, wire),
            (after.total - before.total) / seconds,
            sent.busy / sent.seconds,
            sent,
        )


def parts(before: Clocks, after: Clocks, sent: Sent, wire: float) -> Parts:
    """By thread, and what is within a thread by the yardstick (the wire) and the judge's clock."""

    def spent(name: str) -> float:
        return _ms(after.threads.get(name, 0.0) - before.threads.get(name, 0.0), sent)

    door, journal, follower = map(spent, (watched.DOOR, watched.JOURNAL, watched.FOLLOWER))
    judge = _ms(after.judge - before.judge, sent)
    rest = _ms(after.total - before.total, sent) - door - journal - follower
    return Parts(wire, max(0.0, door - wire), journal, follower - judge, judge, max(0.0, rest))


def _ms(seconds: float, sent: Sent) -> float:
    """A batch's share, ms."""
    return 1000 * seconds / sent.batches


def flushed_inserts(folder: Path) -> float:
    """Inserts a second into plain SQLite, each flushed to this disk as the journal flushes."""
    with closing(sqlite3.connect(folder / "yard.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS yard (body BLOB)")
        begun, count = time.monotonic(), 0
        while time.monotonic() - begun < _FLUSHING:
            connection.execute("INSERT INTO yard VALUES (randomblob(1500))")
            count += 1
        return count / (time.monotonic() - begun)


def applied(data: Path) -> int:
    """How many records of the journal are judged and in the state."""
    with closing(sqlite3.connect(data / "state.db", timeout=30)) as connection:
        row = connection.execute("SELECT value FROM note WHERE name = 'applied'").fetchone()
    return int(row[0]) if row else 0

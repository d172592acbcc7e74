"""The journal: every accepted batch, in order, durable before it is acknowledged.

An SQLite file of its own in WAL mode with `synchronous=FULL`: after a power cut it holds every
commit that was reported. One writer thread commits whatever waits, together (group commit), so
the cost of the disk's flush is shared. Positions only grow. `(agent, boot, seq)` is unique: a
batch that is sent again is known again.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import NamedTuple

import msgspec

from agent import wire
from agent.report import Batch
from collector.timing import timed

GROUP = 500
"""Batches in one commit at most."""

_TABLE = """
CREATE TABLE IF NOT EXISTS journal (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL, boot TEXT NOT NULL, seq INTEGER NOT NULL,
    received INTEGER NOT NULL, shift REAL NOT NULL, quality TEXT NOT NULL, body BLOB NOT NULL,
    UNIQUE (agent, boot, seq)
)"""
_INDEX = "CREATE INDEX IF NOT EXISTS journal_agent ON journal (agent, received)"
_COLUMNS = "position, agent, boot, seq, received, shift, quality, body"
_INSERT = """
INSERT INTO journal (agent, boot, seq, received, shift, quality, body)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (agent, boot, seq) DO NOTHING RETURNING position"""


class JournalError(RuntimeError):
    """The journal cannot be written now (a full disk, say). Nothing was acknowledged."""


class Entry(NamedTuple):
    """A batch to keep: whose, when received (UTC s), its time correction, its JSON by zlib.

    `shift` (s) is added to every time in the body; `quality` says how it was found: good,
    corrected, estimated or distrusted (see `collector.clock`).
    """

    agent: str
    boot: str
    seq: int
    received: int
    shift: float
    quality: str
    body: bytes


class Record(NamedTuple):
    """An entry at its position."""

    position: int
    agent: str
    boot: str
    seq: int
    received: int
    shift: float
    quality: str
    body: bytes


class Journal:
    """One journal file, open. Reading is safe from any thread; writing goes through `append`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._waiting: queue.SimpleQueue[tuple[Entry, Future[int | None]] | None]
        self._waiting = queue.SimpleQueue()
        connection = self._open()
        connection.execute(_TABLE)
        connection.execute(_INDEX)
        connection.close()
        self._writer = threading.Thread(target=self._write, name="journal", daemon=True)
        self._writer.start()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, isolation_level=None, timeout=10)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    async def append(self, entry: Entry) -> int | None:
        """Keep a batch; its position once it is durable, None if it was here already.

        Raises JournalError.
        """
        return await asyncio.wrap_future(self.submit(entry))

    def submit(self, entry: Entry) -> Future[int | None]:
        """The same for threads: a future that is done once the batch is durable."""
        done: Future[int | None] = Future()
        self._waiting.put((entry, done))
        return done

    def _write(self) -> None:
        connection = self._open()
        while (first := self._waiting.get()) is not None:
            group = [first]
            while len(group) < GROUP and not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    self._waiting.put(None)
                    break
                group.append(more)
            self._commit(connection, group)
        connection.close()

    def _commit(
        self, connection: sqlite3.Connection, group: list[tuple[Entry, Future[int | None]]]
    ) -> None:
        try:
            connection.execute("BEGIN IMMEDIATE")
            rows = [connection.execute(_INSERT, entry).fetchone() for entry, _ in group]
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            for _, done in group:
                done.set_exception(JournalError(f"the journal cannot be written: {error}"))
            return
        for (_, done), row in zip(group, rows, strict=True):
            done.set_result(row[0] if row else None)

    def _read(self, query: str, values: Sequence[object]) -> list[Record]:
        connection = self._open()
        try:
            return [Record(*row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    def after(self, position: int, limit: int) -> list[Record]:
        """At most `limit` records after a position, in order."""
        return self._read(
            f"SELECT {_COLUMNS} FROM journal WHERE position > ? ORDER BY position LIMIT ?",  # noqa: S608 (our own columns)
            (position, limit),
        )

    def of_agents(self, agents: Sequence[str], since: int, until: int) -> Iterator[Record]:
        """What these agents delivered from `since` to `until` (UTC s of receipt), in order."""
        marks = ", ".join("?" * len(agents))
        yield from self._read(
            f"SELECT {_COLUMNS} FROM journal WHERE agent IN ({marks})"  # noqa: S608 (marks alone)
            " AND received BETWEEN ? AND ? ORDER BY position",
            (*agents, since, until),
        )

    def last(self, *, trusted: bool = False) -> Record | None:
        """The newest record; or the newest that came while our own clock was trusted."""
        chosen = "WHERE quality != 'distrusted'" if trusted else ""
        found = self._read(
            f"SELECT {_COLUMNS} FROM journal {chosen} ORDER BY position DESC LIMIT 1",  # noqa: S608 (as above)
            (),
        )
        return found[0] if found else None

    def close(self) -> None:
        """Finish what waits, then stop the writer."""
        self._waiting.put(None)
        self._writer.join()


def batch_of(record: Record) -> Batch:
    """The batch in a record, its times corrected. What it holds was checked on acceptance."""
    return timed(shifted(opened(record), record.shift)).batch


def opened(record: Record) -> Batch:
    """The batch in a record, with its sender's times."""
    return wire.decode(msgspec.json.decode(zlib.decompress(record.body)))


def shifted(batch: Batch, shift: float) -> Batch:
    """The batch with `shift` seconds added to all its times; grids stay on whole seconds."""
    if not shift:
        return batch
    return batch._replace(
        clock=batch.clock._replace(wall=batch.clock.wall + shift),
        blocks=[block._replace(start=round(block.start + shift)) for block in batch.blocks],
        events=[event._replace(at=event.at + shift) for event in batch.events],
        errors=[error._replace(at=error.at + shift) for error in batch.errors],
    )

"""The journal: every accepted batch, in order, durable before it is acknowledged.

An SQLite file of its own in WAL mode with `synchronous=FULL`: after a power cut it holds every
commit that was reported. One writer thread commits whatever waits, together (group commit), so
the cost of the disk's flush is shared. Positions only grow. `(agent, boot, seq)` is unique: a
batch that is sent again is known again.

A file that turns out to be damaged is set aside and a new one begun: deliveries go on, with the
positions that would have come next.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from collector.store import damage, journal_file
from collector.store.journal_file import Aside
from collector.store.record import Entry, Record

GROUP = 500
"""Batches in one commit at most."""

_COLUMNS = "position, agent, boot, seq, received, shift, quality, body"
_INSERT = """
INSERT INTO journal (agent, boot, seq, received, shift, quality, body)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (agent, boot, seq) DO NOTHING RETURNING position"""


class JournalError(RuntimeError):
    """The journal cannot be written now (a full disk, say). Nothing was acknowledged."""


class Journal:
    """One journal file, open. Reading is safe from any thread; writing goes through `append`.

    Positions begin after `after`: what the state has applied is never given again, whatever became
    of the file that it came from.
    """

    def __init__(self, file: Path, after: int = 0) -> None:
        self._file = file
        self._waiting: queue.SimpleQueue[tuple[Entry, Future[int | None]] | None]
        self._waiting = queue.SimpleQueue()
        self._damage = ""
        self._last = journal_file.begin(file, after)
        self.refuses = False
        """Whether what came last could not be kept."""
        self.set_aside: list[Aside] = []
        """Files that were set aside while it was open, for whoever notes it."""
        self._writer = threading.Thread(target=self._write, name="journal", daemon=True)
        self._writer.start()

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
        connection = journal_file.connect(self._file)
        while (first := self._waiting.get()) is not None:
            group = [first]
            while len(group) < GROUP and not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    self._waiting.put(None)
                    break
                group.append(more)
            connection = self._commit(connection, group)
        connection.close()

    def _commit(
        self, connection: sqlite3.Connection, group: list[tuple[Entry, Future[int | None]]]
    ) -> sqlite3.Connection:
        """Commit a group, or say that it was not; the connection to go on with."""
        try:
            if self._damage:
                connection = self._anew(connection, group[0][0].received)
            connection.execute("BEGIN IMMEDIATE")
            rows = [connection.execute(_INSERT, entry).fetchone() for entry, _ in group]
            connection.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            self._notice(error)
            self.refuses = True
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            for _, done in group:
                done.set_exception(JournalError(f"the journal cannot be written: {error}"))
            return connection
        self._last = max(self._last, *(row[0] for row in rows if row), 0)
        self.refuses = False
        for (_, done), row in zip(group, rows, strict=True):
            done.set_result(row[0] if row else None)
        return connection

    def _notice(self, error: Exception) -> None:
        """A damaged file is left before the next group is written."""
        if damage.is_damage(error):
            self._damage = str(error)

    def _anew(self, connection: sqlite3.Connection, now: int) -> sqlite3.Connection:
        """A connection to a new file.

        SQLite sees that the old one has moved: closing it leaves the new one's log alone.
        """
        aside = damage.set_aside(self._file, now)
        journal_file.begin(self._file, self._last)
        fresh = journal_file.connect(self._file)
        with suppress(sqlite3.Error):
            connection.close()
        self.set_aside.append(Aside(aside.name, self._damage, self._last))
        self._damage = ""
        return fresh

    def _read(self, query: str, values: Sequence[object]) -> list[Record]:
        connection = journal_file.connect(self._file)
        try:
            rows = connection.execute(query, values)
            return [Record(position, Entry(*entry)) for position, *entry in rows]
        except sqlite3.Error as error:
            self._notice(error)
            raise
        finally:
            connection.close()

    def after(self, position: int, limit: int) -> list[Record]:
        """At most `limit` records after a position, in order."""
        return self._read(
            f"SELECT {_COLUMNS} FROM journal WHERE position > ? ORDER BY position LIMIT ?",  # noqa: S608 (our own columns)
            (position, limit),
        )

    def of_agents(self, agents: Sequence[str], since: int, until: int) -> Iterator[Record]:
        """What these agents delivered from `since` to `until` (UTC s of receipt), in order.

        And what came while our clock was doubted: its receipt tells nothing.
        """
        theirs = f"SELECT position FROM journal WHERE agent IN ({', '.join('?' * len(agents))}) AND"  # noqa: S608 (marks alone)
        yield from self._read(
            f"SELECT {_COLUMNS} FROM journal WHERE position IN ({theirs} received BETWEEN ? AND ?"  # noqa: S608 (as above)
            f" UNION {theirs} quality = 'distrusted') ORDER BY position",
            (*agents, since, until, *agents),
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

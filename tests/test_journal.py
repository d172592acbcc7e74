"""The journal: durable in order, known again when sent again, whole after anything."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.report import Batch, Block, Clock, Event, Series
from agent.wire import encode
from collector.store import journal_file
from collector.store.journal import Journal, JournalError
from collector.store.record import Entry, batch_of

FULL = 2
"""SQLite's number for a commit that waits until the disk has flushed it."""
BATCH = Batch(
    "a" * 32,
    1,
    Clock(1000.0, 5.0, "b"),
    [Block(940, 60, 2, [Series("mem", {}, {"used": [1, 2]})])],
    {},
    [Event(990.0, "started", {})],
    [],
)


def entry(seq: int, shift: float = 0.0, agent: str = "a" * 32, received: int = 1000) -> Entry:
    body = zlib.compress(encode(BATCH._replace(seq=seq)))
    return Entry(agent, "b", seq, received, shift, "good", body)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


def append(journal: Journal, *entries: Entry) -> list[int | None]:
    async def together() -> list[int | None]:
        return list(await asyncio.gather(*(journal.append(e) for e in entries)))

    return asyncio.run(together())


def test_positions_grow_and_order_is_kept(journal: Journal) -> None:
    positions = append(journal, *(entry(n) for n in range(1200)))
    assert positions == list(range(1, 1201))
    assert [r.entry.seq for r in journal.after(1190, 100)] == list(range(1190, 1200))


def test_a_batch_that_is_sent_again_is_known_again(journal: Journal) -> None:
    first, again, other = append(journal, entry(1), entry(1), entry(2))
    assert again is None
    assert first is not None
    assert other is not None
    assert other > first
    assert append(journal, entry(1)) == [None]
    assert len(journal.after(0, 10)) == 2


def test_what_was_reported_durable_is_there_after_reopening(tmp_path: Path) -> None:
    first = Journal(tmp_path / "j.db")
    append(first, entry(1), entry(2))
    first.close()
    second = Journal(tmp_path / "j.db")
    assert [r.entry.seq for r in second.after(0, 10)] == [1, 2]
    assert append(second, entry(3)) == [3]
    second.close()


def test_what_is_committed_to_the_journal_outlives_a_power_cut(tmp_path: Path) -> None:
    Journal(tmp_path / "j.db").close()
    with closing(journal_file.connect(tmp_path / "j.db")) as connection:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", FULL)):
            assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_correction_is_applied_once_to_every_time(journal: Journal) -> None:
    append(journal, entry(1, shift=86_400.0))
    [(_, kept)] = journal.after(0, 1)
    batch = batch_of(kept)
    assert (batch.blocks[0].start, batch.events[0].at, batch.clock.wall) == (87_340, 87_390, 87_400)
    assert json.loads(zlib.decompress(kept.body))["blocks"][0]["start"] == 940


def test_an_agents_records_are_found_by_when_they_came(journal: Journal) -> None:
    append(journal, entry(1, received=100), entry(2, received=200), entry(3, agent="x" * 32))
    assert [r.entry.seq for r in journal.of_agents(["a" * 32], 150, 2000)] == [2]
    assert list(journal.of_agents([], 0, 2000)) == []


def test_what_came_in_doubt_is_found_whenever_it_came(journal: Journal) -> None:
    append(journal, entry(1, received=5)._replace(quality="distrusted"), entry(2, received=200))
    assert [r.entry.seq for r in journal.of_agents(["a" * 32], 150, 2000)] == [1, 2]
    assert list(journal.of_agents(["b" * 32], 0, 2000)) == []


def test_a_journal_that_cannot_be_written_acknowledges_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.db")
    append(journal, entry(1))
    with pytest.raises(JournalError, match="cannot be written"):
        append(journal, entry(2)._replace(body=None))  # type: ignore[arg-type]
    assert append(journal, entry(3)) == [2]
    journal.close()

"""The journal keeps its window and its bound, and counts what goes."""

from __future__ import annotations

import zlib
from pathlib import Path
from random import Random

from collector.store.journal import Journal
from collector.store.record import Entry
from collector.store.trim import trim

GIB = 1 << 30


def filled(file: Path, count: int, size: int = 10) -> Journal:
    journal = Journal(file)
    body = zlib.compress(Random(1).randbytes(size))
    done = [
        journal.submit(Entry("a" * 32, "boot", seq, 1000 + seq, 0.0, "good", body))
        for seq in range(count)
    ]
    for future in done:
        future.result()
    return journal


def test_what_is_past_its_window_goes(tmp_path: Path) -> None:
    journal = filled(tmp_path / "j.db", 1200)
    assert trim(tmp_path / "j.db", before=1700, applied=1200, max_bytes=GIB) == (700, 0)
    assert journal.after(0, 1)[0].position == 701
    journal.close()


def test_what_is_not_applied_yet_stays_however_old(tmp_path: Path) -> None:
    journal = filled(tmp_path / "j.db", 100)
    assert trim(tmp_path / "j.db", before=9999, applied=40, max_bytes=GIB) == (40, 0)
    assert journal.after(0, 1)[0].position == 41
    journal.close()


def test_what_came_while_our_clock_was_lost_is_as_old_as_what_came_after_it(tmp_path: Path) -> None:
    file = tmp_path / "j.db"
    journal = Journal(file)
    came = [(1000, "good"), (5, "distrusted"), (2000, "good"), (6, "distrusted"), (3000, "good")]
    for seq, (received, quality) in enumerate(came, 1):
        journal.submit(Entry("a" * 32, "boot", seq, received, 0.0, quality, b"x")).result()
    trim(file, before=1500, applied=5, max_bytes=GIB)
    assert [r.position for r in journal.after(0, 9)] == [2, 3, 4, 5]
    trim(file, before=2500, applied=5, max_bytes=GIB)
    assert [r.position for r in journal.after(0, 9)] == [4, 5]
    journal.close()


def test_past_the_bound_the_oldest_goes_and_is_counted(tmp_path: Path) -> None:
    journal = filled(tmp_path / "j.db", 2000, size=2000)
    old, lost = trim(tmp_path / "j.db", before=0, applied=600, max_bytes=2_500_000)
    assert old == 600
    assert lost > 0
    assert journal.after(0, 1)[0].position == old + lost + 1
    assert journal.last() is not None
    journal.close()


def test_positions_are_never_used_again(tmp_path: Path) -> None:
    journal = filled(tmp_path / "j.db", 3)
    trim(tmp_path / "j.db", before=9999, applied=3, max_bytes=GIB)
    again = journal.submit(Entry("b" * 32, "boot", 1, 5000, 0.0, "good", b"x"))
    assert again.result() == 4
    journal.close()

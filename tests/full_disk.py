"""A disk without room, to who writes: no file may become larger than a size."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may become larger than so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def no_room_in(database: Path) -> Iterator[None]:
    """Whoever writes to this SQLite file is refused at the commit, as beside a running collector.

    The files beside it are there, for another process holds it; its log may grow no more.
    """
    with closing(sqlite3.connect(database)) as held:
        held.execute("CREATE TABLE filler (content BLOB)")
        held.execute("INSERT INTO filler VALUES (zeroblob(65536))")
        held.commit()
        with room_for(database.with_name(f"{database.name}-wal").stat().st_size):
            yield

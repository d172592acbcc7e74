"""Writers of one process take turns; readers wait for nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from collector.store.state import notes, turns
from collector.store.state.database import open_state, reader
from collector.store.state.turns import TurnError
from tests import databases


@pytest.fixture
def engine(each_database: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(databases.url_of(tmp_path))
    yield engine
    engine.dispose()


def hog(engine: Engine, stop: threading.Event) -> threading.Thread:
    """A thread that writes without pause, as the pipeline does with a backlog."""

    def write() -> None:
        while not stop.is_set():
            with engine.begin() as connection:
                notes.add(connection, "hog", 1)
                time.sleep(0.05)

    thread = threading.Thread(target=write)
    thread.start()
    return thread


def test_a_writer_beside_one_that_writes_without_pause_gets_its_turn(engine: Engine) -> None:
    stop = threading.Event()
    thread = hog(engine, stop)
    try:
        for n in range(20):
            with engine.begin() as connection:
                notes.put(connection, "other", n)
    finally:
        stop.set()
        thread.join()
    with reader(engine).connect() as connection:
        assert notes.get(connection, "other") == 19
        assert (notes.get(connection, "hog") or 0) < 60


def test_a_transaction_that_fails_gives_its_turn_back(engine: Engine) -> None:
    def fail() -> None:
        with engine.begin() as connection:
            notes.put(connection, "lost", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with engine.begin() as connection:
        assert notes.get(connection, "lost") is None


def test_a_reader_waits_for_no_writer(engine: Engine) -> None:
    with engine.begin() as writing:
        notes.put(writing, "open", 1)
        with reader(engine).connect() as reading:
            assert notes.get(reading, "open") is None


def test_a_writer_within_a_writer_is_told_so_instead_of_waiting_for_ever(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    with engine.begin(), pytest.raises(TurnError), engine.begin():
        pass
    with engine.begin() as connection:
        notes.put(connection, "after", 1)

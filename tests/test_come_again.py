"""A collector that cannot take a batch now says so, and when to come again; then it takes it."""

from __future__ import annotations

import sqlite3
import time
import zlib
from contextlib import closing
from pathlib import Path

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Answer
from agent.report import Batch, Clock
from agent.wire import encode
from tests.standing import Standing, standing, until


def deliver(house: Standing, who: Identity) -> Answer:
    """One batch, always the same, over a connection of its own."""
    batch = Batch(who.agent, 1, Clock(time.time(), 100.0, "b"), [], {}, [], [])
    headers = {"Authorization": f"Bearer {who.agent}.{who.secret}", "Content-Encoding": "deflate"}
    link = house.link()
    try:
        return link.request("POST", "/v1/batch", zlib.compress(encode(batch)), headers)
    finally:
        link.close()


def rename(file: Path, old: str, new: str) -> None:
    """Take a table away, or bring it back: the database refuses meanwhile."""
    with closing(sqlite3.connect(file, timeout=30)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


def said(answer: Answer) -> tuple[int, str | None, float | None]:
    return answer.status, answer.content.get("error"), answer.retry_after


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    with standing(tmp_path) as house:
        who = enrol(read_code(house.code()), {})
        rename(tmp_path / "journal.db", "journal", "hidden")
        assert said(deliver(house, who)) == (503, "not_durable", 60)
        rename(tmp_path / "journal.db", "hidden", "journal")
        assert said(deliver(house, who)) == (200, None, None)
        assert [
            record.entry.seq for record in house.inside.journal.of_agents([who.agent], 0, 2**40)
        ] == [1]


def test_a_state_that_cannot_be_read_at_a_start(tmp_path: Path) -> None:
    with standing(tmp_path) as house:
        who = enrol(read_code(house.code()), {})
    with standing(tmp_path) as house:
        rename(tmp_path / "state.db", "agent", "hidden")
        assert said(deliver(house, who)) == (503, "not_ready", 60)
        rename(tmp_path / "state.db", "hidden", "agent")
        assert said(deliver(house, who)) == (200, None, None)
        until(lambda: house.inside.rows("asset"), "it is applied")

"""A file system that turns read-only: judged from the batch that tells it, and mailed at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.report import Block, Column, Event, Row, Series
from collector import people
from collector.alerts.post import Post
from collector.folder import config
from collector.store.state import mails
from collector.store.state.mails import Mail
from tests import test_pipeline as made
from tests.standing import REGION, Parts, parts


def told(inside: Parts, seq: int, mode: str, chassis: str = "desktop") -> None:
    """A batch whose newest sample has its file systems in this mode."""
    at = made.NOW + 300 * seq
    tags = {"path": "/", "device": "sda1", "fstype": "ext4", "mode": mode}
    free: dict[str, Column] = {"total": [100 << 30], "free": [50 << 30]}
    facts = made.hosted("pc-1", machine={"chassis": chassis}) if seq == 1 else {}
    detail: Row = {"path": "/", "device": "sda1"}
    events = [Event(at, "filesystem_read_only", detail)] if mode == "ro" and seq > 1 else []
    block = Block(at, 60, 1, [Series("disk", tags, free)])
    made.run(inside, made.made(seq=seq, at=at, facts=facts, blocks=[block], events=events))


def mailed(inside: Parts, seq: int) -> list[Mail]:
    settings = config.Settings(data=inside.folder)
    post = Post(inside.engine, settings, inside.rulebook, lambda: REGION)
    post.turn(made.NOW + 300 * seq + 15, trusted=True)
    with inside.engine.begin() as connection:
        return [one for one in mails.listed(connection, 100) if one.kind == "alert"]


@pytest.mark.parametrize("chassis", ["desktop", "server"])
def test_it_is_mailed_at_once(tmp_path: Path, chassis: str) -> None:
    with parts(tmp_path) as inside:
        made.enrolled(inside, made.ONE)
        with inside.engine.begin() as connection:
            people.add(
                connection, None, name="asha", role="admin", email="a@go.tz", now=made.NOW
            )  # fmt: skip
        told(inside, 1, "rw", chassis)
        assert mailed(inside, 1) == []
        told(inside, 2, "ro")
        (alert,) = mailed(inside, 2)
        assert "File systems can be written to" in alert.plain
        assert "/ cannot be written to" in alert.subject


def test_one_that_was_read_only_from_the_first_is_left_to_the_digest(tmp_path: Path) -> None:
    with parts(tmp_path) as inside:
        made.enrolled(inside, made.ONE)
        told(inside, 1, "ro")
        (verdict,) = [row for row in inside.rows("verdict") if row.rule == "HLT-07"]
        assert (verdict.status, verdict.severity, verdict.gap) == ("breach", "major", False)
        assert mailed(inside, 1) == []
        (space,) = [row for row in inside.rows("verdict") if row.rule == "HLT-01"]
        assert space.status == "unknown"

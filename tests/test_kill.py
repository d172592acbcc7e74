"""kill -9 at any moment loses nothing that was acknowledged, and doubles nothing.

The real `mkaguzi serve` under load from 20 agents over TLS, killed 50 times at random moments.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch
from collector.store.journal import Journal
from collector.store.record import Record, batch_of
from tests.fleet_of_agents import Simulated
from tests.served import Served, command, kill, own_ports, while_it_moves

KILLS = 50
AGENTS = 20
ALIVE = (0.05, 0.9)
"""Seconds it lives between listening and the kill."""

pytestmark = pytest.mark.usefixtures("unmeasured")
"""What is killed tells no coverage, and is only slower."""


def test_fifty_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    data = tmp_path / "var"
    own_ports(data)
    agents = _enrolled(data)
    try:
        for agent in agents:
            agent.start()
        moments = random.Random(50)
        for _ in range(KILLS):
            _killed(data, moments.uniform(*ALIVE))
        _finished(data, agents)
    finally:
        for agent in agents:
            agent.give_up()

    assert all(agent.refused == [] for agent in agents)
    sent = {(a.who.agent, seq): batch for a in agents for seq, batch in a.acknowledged.items()}
    assert len(sent) > KILLS * AGENTS, "there was hardly any load"
    _compare_journal(data, sent)
    _compare_state(data, agents, sent)
    sys.stdout.write(f"{KILLS} kills, {len(sent)} batches of {AGENTS} agents compared\n")


@contextmanager
def _until_killed(data: Path) -> Iterator[Served]:
    """A collector that listens; killed at the end, however that comes, as a power cut would."""
    served = Served(data)
    try:
        served.wait_for(r"(Ctrl-C)")
        yield served
    finally:
        kill(served)


def _enrolled(data: Path) -> list[Simulated]:
    with _until_killed(data):
        said = command(data, "agents", "code", "mbulu-dc-hq", "--uses", str(AGENTS)).stdout
        code = said.rpartition("enrol ")[2].strip()
        return [Simulated(code, number) for number in range(AGENTS)]


def _killed(data: Path, after: float) -> None:
    """Start it, let it work, and kill it."""
    with _until_killed(data):
        time.sleep(after)


def _finished(data: Path, agents: list[Simulated]) -> None:
    """A last start: every agent delivers what it has at hand, and all of it is applied."""
    with _until_killed(data) as served:
        for agent in agents:
            agent.finish()
        while_it_moves(
            lambda: sum(len(agent.acknowledged) for agent in agents),
            lambda: not any(agent.is_alive() for agent in agents),
            "every agent delivers its last batch",
        )
        last = _last(data)
        while_it_moves(
            lambda: _applied(data), lambda: _applied(data) == last, "the journal is applied"
        )
        assert served.stop() == 0, served.said()


def _rows(data: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(data / "state.db")) as connection:
        return connection.execute(query).fetchall()


def _applied(data: Path) -> int:
    return int(_rows(data, "SELECT value FROM note WHERE name = 'applied'")[0][0])


def _records(data: Path) -> list[Record]:
    with closing(Journal(data / "journal.db")) as journal:
        return journal.after(0, 10**9)


def _last(data: Path) -> int:
    with closing(Journal(data / "journal.db")) as journal:
        last = journal.last()
    return last.position if last else 0


def _compare_journal(data: Path, sent: dict[tuple[str, int], Batch]) -> None:
    """Each acknowledged batch is there once, with every value as it was sent."""
    records = _records(data)
    found = {(entry.agent, entry.seq): entry for _, entry in records}
    assert len(found) == len(records), "a batch is there twice"
    assert found.keys() == sent.keys()
    for key, batch in sent.items():
        assert batch_of(found[key]) == batch


def _compare_state(data: Path, agents: list[Simulated], sent: dict[tuple[str, int], Batch]) -> None:
    """Each event is there once; the facts are the last that were told; flips follow each other."""
    events = _rows(data, "SELECT json_extract(detail, '$.version') FROM event")
    told = [batch.events[0].detail["version"] for batch in sent.values()]
    assert sorted(row[0] for row in events) == sorted(told)
    assert len(_rows(data, "SELECT id FROM asset")) == AGENTS
    for agent in agents:
        memory = _rows(
            data,
            "SELECT json_extract(content, '$.installed') FROM fact"
            " JOIN agent ON agent.asset = fact.asset"
            f" WHERE section = 'memory' AND agent.id = '{agent.who.agent}'",
        )
        assert memory == [(agent.told["memory"]["installed"],)]  # type: ignore[call-overload]
    chains: dict[tuple[str, str], str | None] = {}
    for asset, rule, before, after in _rows(
        data, "SELECT asset, rule, before, after FROM flip ORDER BY id"
    ):
        assert chains.get((asset, rule)) == before, "a flip was written twice, or one is missing"
        chains[asset, rule] = after

"""What the collector wants of an agent reaches it: its kind's cadence, and all facts once more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent import clock, told
from agent.batcher import pack
from agent.delivery import identity
from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Hints, Sender
from agent.delivery.spool import Spool
from agent.inventory import looking
from agent.report import Batch, Facts
from agent.runner import Runner
from agent.schedule import Schedule
from agent.sections import section
from agent.settings import Settings
from agent.told import Told
from collector.reception import roll
from tests.standing import Standing, standing, until

DESKTOP: Facts = {"os": {"family": "linux", "graphical": True}, "machine": {"chassis": "desktop"}}
SERVER: Facts = {"os": {"family": "linux", "graphical": False}, "machine": {"chassis": "server"}}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standing]:
    monkeypatch.setattr(roll, "FRESH", 0.0)
    with standing(tmp_path / "var") as running_house:
        yield running_house


@pytest.fixture
def who(house: Standing) -> Identity:
    return enrol(read_code(house.code()), {})


class Agent:
    """The sending half of an agent, with batches that a test makes."""

    def __init__(self, who: Identity, state: Path) -> None:
        self.who = who
        self._spool = Spool(state / "spool", 1 << 20)
        road = Road(who, lambda address: Link(address, trusting(who.ca)))
        self.sender = Sender(who, road, self._spool, clock.now, state / "refused")
        self._seq = 0

    def deliver(self, facts: Facts) -> Hints:
        """One batch; what the answer asks for."""
        self._seq += 1
        batch = Batch(self.who.agent, self._seq, clock.now(), [], facts, [], [])
        self._spool.put(pack(batch), keep=True)
        assert self.sender.deliver(), self.sender.trouble
        return self.sender.hints


@pytest.fixture
def agent(who: Identity, tmp_path: Path) -> Iterator[Agent]:
    one = Agent(who, tmp_path / "agent")
    yield one
    one.sender.close()


@contextmanager
def running(whole: Runner) -> Iterator[None]:
    """A whole agent, stopped at the end."""
    thread = threading.Thread(target=whole.run, daemon=True)
    thread.start()
    yield
    whole.stop()
    thread.join(20)
    assert not thread.is_alive()


def row(house: Standing, agent: Identity) -> Any:
    return next(row for row in house.inside.rows("agent") if row.id == agent.agent)


@pytest.mark.parametrize(
    ("facts", "wanted"), [(DESKTOP, Hints(300, 900)), (SERVER, Hints(60, 300))]
)
def test_the_cadence_of_its_kind_reaches_an_agents_schedule(
    house: Standing, agent: Agent, facts: Facts, wanted: Hints
) -> None:
    assert agent.deliver(facts) == Hints(60, 300), "nobody knows yet what it is"
    until(lambda: house.inside.rows("verdict"), "it is judged")
    assert agent.deliver({}) == wanted
    plan = Schedule(0.0, Hints(), 1.0, new=False)
    plan.obey(agent.sender.hints, 0.0)
    plan.sample_is_due(60.0)
    plan.batched(60.0)
    assert plan.pause(60.0) == wanted.sample


def test_who_told_no_facts_is_asked_and_an_agent_that_is_asked_tells_all(
    house: Standing, agent: Agent, tmp_path: Path
) -> None:
    """As after the collector's state went back to a backup: the agent believes it told all."""
    agent.deliver({})
    until(lambda: row(house, agent.who).want_facts, "it is to be asked")
    state = tmp_path / "agent"
    facts = looking.look().found.facts
    believes = Told()
    believes.remember({name: section(s) for name, s in facts.items()}, time.time())
    told.save(state, believes)
    identity.save(state, agent.who)
    with running(Runner(Settings(state), agent.who)):
        until(lambda: not row(house, agent.who).want_facts, "it told its facts", 30)
    assert {row.section for row in house.inside.rows("fact")} >= facts.keys()

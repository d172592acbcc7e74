"""What a delivery costs beside its batch, on a link that is paid by the byte."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import clock
from agent.batcher import pack
from agent.delivery.enrol import enrol, read_code
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.report import Batch, Event
from tests.relay import Relay, relayed
from tests.standing import Standing, standing

AROUND, TLS = 340, 1350
"""Bytes: the heads of a request and of its answer, TLS's records; and what TLS says to begin."""


class Delivering:
    """An agent that delivers one batch after another by way of a relay, and what each cost."""

    def __init__(self, house: Standing, relay: Relay, state: Path) -> None:
        who = enrol(read_code(house.code()), {})._replace(address=relay.address)
        self.trust: ssl.SSLContext = trusting(who.ca)
        self.links: list[Link] = []
        road = Road(who, self._link)
        self.spool = Spool(state, 1 << 20)
        self.sender = Sender(who, road, self.spool, clock.now, state / "refused")
        self._relay, self._agent, self._seq = relay, who.agent, 0

    def _link(self, address: str) -> Link:
        self.links.append(Link(address, self.trust))
        return self.links[-1]

    def one(self) -> int:
        """Deliver one; the bytes that passed beside its body, both ways."""
        self._seq += 1
        told = [Event(0.0, "agent_started", {})]
        body = pack(Batch(self._agent, self._seq, clock.now(), [], {}, told, []))
        before = self._relay.passed
        self.spool.put(body, keep=True)
        assert self.sender.deliver(), self.sender.trouble
        return self._relay.passed - before - len(body)


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Delivering]:
    with standing(tmp_path / "house") as house, relayed(house.address) as relay:
        delivering = Delivering(house, relay, tmp_path / "state")
        yield delivering
        delivering.sender.close()


def test_a_batch_on_a_kept_connection_has_little_around_it(agent: Delivering) -> None:
    agent.one()
    assert agent.one() < AROUND


def test_a_connection_made_anew_is_short(agent: Delivering) -> None:
    agent.one()
    around = agent.one()
    agent.links[-1].close()
    assert agent.one() < around + TLS

"""Whatever is wrong on the way: a batch arrives in the end, or one line says why it cannot."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent import clock
from agent.batcher import pack
from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.report import Batch, Event
from agent.show import in_one_line
from collector.folder import tls
from collector.store.state import agents
from tests.relay import Relay, relayed
from tests.standing import Standing, standing

PATIENCE = 1.5
"""Seconds an agent of these tests waits for an answer; a real one a minute."""


class Agent:
    """The sending half of an agent, by way of an address."""

    def __init__(self, who: Identity, state: Path, ca: str = "") -> None:
        self.spool = Spool(state / "spool", 1 << 20)
        trust = trusting(ca or who.ca)
        road = Road(who, lambda address: Link(address, trust, timeout=PATIENCE))
        self.who = who
        self.sender = Sender(who, road, self.spool, clock.now, state / "refused")
        self._seq = 0

    def put(self, batches: int = 1, size: int = 0) -> None:
        """More batches wait, each of at least so many bytes that cannot be packed."""
        for _ in range(batches):
            self._seq += 1
            noise = Event(0.0, "agent_started", {"version": os.urandom(size // 2).hex()})
            batch = Batch(self.who.agent, self._seq, clock.now(), [], {}, [noise], [])
            self.spool.put(pack(batch), keep=True)

    def deliver(self) -> bool:
        return self.sender.deliver()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "house") as running:
        yield running


@pytest.fixture
def relay(house: Standing) -> Iterator[Relay]:
    with relayed(house.address) as between:
        yield between


@pytest.fixture
def agent(house: Standing, relay: Relay, tmp_path: Path) -> Iterator[Agent]:
    who = enrol(read_code(house.code()), {})._replace(address=relay.address)
    made = Agent(who, tmp_path / "agent")
    yield made
    made.sender.close()


def arrived(house: Standing) -> list[int]:
    return sorted(record.entry.seq for record in house.inside.journal.after(0, 1000))


def test_a_link_of_64_kbit_a_second_and_half_a_second_each_way_carries_a_backlog(
    house: Standing, relay: Relay, agent: Agent
) -> None:
    relay.pace, relay.delay = 8_000, 0.05
    agent.put(10, 1500)
    assert agent.deliver()
    assert arrived(house) == list(range(1, 11))
    assert relay.connections == 1
    assert relay.passed < 10 * 2_000 + 6_000, "a handshake, and no more than the batches"


def test_a_link_that_breaks_in_the_middle_loses_nothing_and_doubles_nothing(
    house: Standing, relay: Relay, agent: Agent
) -> None:
    agent.put(6, 3000)
    relay.cut_after = 6_000
    for _ in range(8):
        if agent.deliver():
            break
    else:
        pytest.fail(f"it never arrived: {agent.sender.trouble}")
    assert arrived(house) == list(range(1, 7))
    assert agent.sender.trouble == ""


def test_a_link_that_stalls_is_given_up_and_taken_up_again(
    house: Standing, relay: Relay, agent: Agent
) -> None:
    agent.put()
    assert agent.deliver()
    relay.stalled = True
    agent.put()
    assert not agent.deliver()
    assert "does not answer in time: is the link up?" in agent.sender.trouble
    relay.stalled = False
    assert agent.deliver()
    assert set(arrived(house)) == {1, 2}


def test_an_answer_that_is_lost_counts_its_batch_once(
    house: Standing, relay: Relay, agent: Agent
) -> None:
    """The batch arrived, and the link broke before the agent heard of it."""
    agent.put()
    assert agent.deliver()
    agent.put()
    body = agent.spool.get(agent.spool.names()[0])
    assert body is not None
    link = house.link()
    headers = {
        "Authorization": f"Bearer {agent.who.agent}.{agent.who.secret}",
        "Content-Type": "application/json",
        "Content-Encoding": "deflate",
    }
    now = clock.now()
    stamp = f"{now.wall:.3f} {now.mono:.3f} {now.boot}"
    sent = link.request("POST", "/v1/batch", body, {**headers, "Mkaguzi-Clock": stamp})
    link.close()
    assert sent.status == 200
    assert agent.deliver()
    assert arrived(house) == [1, 2]


# --- what a person must mend, in one line --------------------------------------------------------


def said(agent: Agent) -> str:
    """Why it cannot deliver; the batch still waits."""
    agent.put()
    assert not agent.deliver()
    assert len(agent.spool.names()) == 1
    agent.sender.close()
    line = agent.sender.trouble
    assert in_one_line(line) == line
    return line


def elsewhere(agent: Agent, tmp_path: Path, address: str, ca: str = "") -> Agent:
    return Agent(agent.who._replace(address=address), tmp_path / "other", ca)


def test_somebody_in_between_who_opens_tls_is_told(
    agent: Agent, house: Standing, tmp_path: Path
) -> None:
    """A filter of the network's: its certificate is not of the CA that this agent trusts."""
    with standing(tmp_path / "filter") as filtering:
        between = elsewhere(agent, tmp_path, filtering.address)
        assert "does not show our collector's certificate: is something in between?" in said(
            between
        )


def test_another_ca_is_told(agent: Agent, house: Standing, tmp_path: Path) -> None:
    tls.prepare(tmp_path / "another", 1_795_453_500)
    wrong = elsewhere(agent, tmp_path, house.address, tls.ca_pem(tmp_path / "another"))
    assert "does not show our collector's certificate" in said(wrong)


def test_a_revoked_agent_is_told_what_to_do(agent: Agent, house: Standing) -> None:
    with house.inside.engine.begin() as connection:
        agents.revoke(connection, agent.who.agent, 1_795_453_500)
    end = time.monotonic() + 30
    agent.put()
    while agent.deliver():  # the door looks its agents up now and then
        assert time.monotonic() < end
        time.sleep(0.1)
        agent.put()
    line = agent.sender.trouble
    assert "was revoked on the collector; to let it in, enrol it with a new code" in line


def test_an_agent_that_nobody_knows_is_told_what_to_do(
    agent: Agent, house: Standing, tmp_path: Path
) -> None:
    stranger = Agent(agent.who._replace(secret="x" * 43, address=house.address), tmp_path / "x")
    assert "is not known here; to let it in, enrol it with a new code" in said(stranger)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("no-such-name.invalid:8443", "cannot be found: is the name service (DNS) working?"),
        ("127.0.0.1:1", "refuses: is the collector running, is the port right?"),
    ],
)
def test_a_way_that_ends_is_told_by_where(
    agent: Agent, tmp_path: Path, address: str, why: str
) -> None:
    assert why in said(elsewhere(agent, tmp_path, address))


def test_who_speaks_no_tls_is_told(agent: Agent, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = threading.Thread(target=_greet, args=(listening,))
        thread.start()
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        assert "does not speak TLS as a collector does" in said(elsewhere(agent, tmp_path, address))
        thread.join(10)


def _greet(listening: socket.socket) -> None:
    """As a mail or an SSH server greets."""
    with closing(listening.accept()[0]) as near:
        near.sendall(b"220 mail.example ESMTP ready\r\n" * 20)
        near.recv(4096)

"""A collector that moved: its agents follow by themselves, and none is lost by a mistake."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent import clock
from agent.batcher import pack
from agent.delivery import identity
from agent.delivery.enrol import RefusedError, enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import AGAIN, Road
from agent.delivery.sender import Sender
from agent.delivery.signed import sign
from agent.delivery.spool import Spool
from agent.report import Batch, Clock
from agent.trouble import Trouble
from collector import tokens
from collector.folder import config
from tests.scripted_door import Reply, door
from tests.standing import Standing, standing


class Agent:
    """The sending half of one agent, whose clock a test sets."""

    def __init__(self, who: Identity, state: Path) -> None:
        self.who, self.state = who, state
        identity.save(state, who)
        self.spool = Spool(state / "spool", 1 << 20)
        self.ahead = 0.0
        road = Road(who, lambda a: Link(a, trusting(who.ca), timeout=5), self._keep)
        self.sender = Sender(who, road, self.spool, self.now, state / "refused")
        self._seq = 0

    def _keep(self, who: Identity) -> None:
        identity.save(self.state, who)

    def now(self) -> Clock:
        now = clock.now()
        return now._replace(mono=now.mono + self.ahead)

    def deliver(self) -> bool:
        """One more batch; whether all was delivered."""
        self._seq += 1
        batch = Batch(self.who.agent, self._seq, clock.now(), [], {}, [], [])
        self.spool.put(pack(batch), keep=True)
        return self.sender.deliver()

    @property
    def kept(self) -> str:
        """The address in its file."""
        return identity.load(self.state).address


@contextmanager
def moved(tmp_path: Path, to: str = "") -> Iterator[tuple[Standing, Standing, Agent]]:
    """The collector's folder was taken to another machine; the old one points there."""
    with standing(tmp_path / "old") as before:
        who = enrol(read_code(before.code()), {})
        address = before.address
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    with (
        standing(tmp_path / "new") as new,
        standing(tmp_path / "old", address, moved_to=to or new.address) as old,
    ):
        agent = Agent(who, tmp_path / "agent")
        yield old, new, agent
        agent.sender.close()


def journal(house: Standing) -> int:
    return len(house.inside.journal.after(0, 100))


def test_an_agent_follows_its_collector_and_keeps_where_it_is(tmp_path: Path) -> None:
    with moved(tmp_path) as (old, new, agent):
        assert agent.kept == old.address
        assert agent.deliver()
        assert agent.kept == agent.sender.address == new.address
        assert agent.deliver()
        assert (journal(old), journal(new)) == (0, 2)
        assert agent.sender.trouble == ""


def test_an_address_where_nobody_is_costs_a_try_an_hour_and_no_batch(tmp_path: Path) -> None:
    with moved(tmp_path, "127.0.0.1:1") as (old, _, agent):
        assert not agent.deliver()
        assert "moved to 127.0.0.1:1, and there: 127.0.0.1:1 refuses" in agent.sender.trouble
        assert not agent.deliver()
        assert agent.sender.trouble == "this collector moved to 127.0.0.1:1"
        agent.ahead = AGAIN + 1
        assert not agent.deliver()
        assert "and there: 127.0.0.1:1 refuses" in agent.sender.trouble
        assert agent.kept == old.address
        assert len(agent.spool.names()) == 3


def test_a_collector_that_does_not_know_the_agent_does_not_get_it(tmp_path: Path) -> None:
    """The address of another region's, by a slip."""
    with standing(tmp_path / "other") as other, moved(tmp_path, other.address) as (old, _, agent):
        assert not agent.deliver()
        assert agent.kept == old.address
        assert "does not show our collector's certificate" in agent.sender.trouble
        assert journal(other) == 0


@pytest.mark.parametrize(
    "said",
    [
        None,
        "127.0.0.1:2",
        {"to": "127.0.0.1:2"},
        {"to": "127.0.0.1:2", "sign": "f" * 64},
        {"to": "127.0.0.1:2", "sign": "é"},
        {"to": "no address", "sign": sign(tokens.hashed("s"), "a" * 32, "no address")},
        {"to": 5, "sign": 5},
    ],
)
def test_what_our_collector_did_not_sign_is_not_followed(tmp_path: Path, said: Any) -> None:
    with door(tmp_path / "tls") as (here, who):
        here.usual = Reply(421, {"message": "elsewhere", "moved": said})
        agent = Agent(who, tmp_path / "agent")
        assert not agent.deliver()
        assert (agent.sender.address, agent.sender.trouble) == (who.address, "elsewhere")
        agent.sender.close()


def test_a_collector_that_moved_enrols_nobody(tmp_path: Path) -> None:
    with moved(tmp_path) as (old, new, _):
        with pytest.raises(Trouble, match=f"moved to {new.address}; make a code there") as caught:
            enrol(read_code(old.code()), {})
        assert not isinstance(caught.value, RefusedError)


def test_the_setting_is_an_address(tmp_path: Path) -> None:
    parsed = config.parse({"agents": {"moved_to": "10.0.0.2:8443"}}, tmp_path, "")
    assert parsed.agents.moved_to == "10.0.0.2:8443"
    assert config.parse({}, tmp_path, "").agents.moved_to == ""
    with pytest.raises(config.ConfigError, match="moved_to"):
        config.parse({"agents": {"moved_to": "there"}}, tmp_path, "")

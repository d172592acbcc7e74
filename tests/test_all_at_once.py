"""Hundreds of machines at the very same moment: the collector answers on, and shuts nobody out."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from agent.delivery.identity import Identity
from collector.folder import tls
from collector.store.journal import Journal
from collector.store.state.database import open_state
from tests import databases
from tests.bench.beside import Beside
from tests.returning import Returned, Waited, enrolled, somebody_else
from tests.served import own_ports, serving

HUNDREDS, EACH = 200, 4
"""Agents that come at once, and batches of each."""
LOOK = 2.0
"""Seconds that others are watched before the storm."""

pytestmark = pytest.mark.usefixtures("unmeasured")
"""It compares what is quick with what is slow."""


class Storm(NamedTuple):
    """Who came, how long it took (s), and what others waited for answers before it and in it."""

    people: list[Identity]
    seconds: float
    calm: Waited
    busy: Waited


def raised(data: Path, place: Path) -> Storm:
    """All of them at once, at a real collector in a process of its own."""
    own_ports(data)
    with serving(data) as served:
        served.wait_for("(Ctrl-C)")
        pages, door = served.wait_for(r"pages +http://(\S+)"), served.wait_for(r"agents +(\S+)")
        engine, ca = open_state(databases.url_of(data)), tls.ca_pem(data / "tls")
        people = enrolled(engine, door, ca, HUNDREDS + 1, time.time())
        engine.dispose()
        other = Beside(somebody_else, pages, people.pop(), place / "other")
        try:
            return _raised(people, place, other)
        finally:
            other.stop()


def _raised(people: list[Identity], place: Path, other: Beside) -> Storm:
    other.ask("begin")
    time.sleep(LOOK)
    calm = other.ask("end")
    returned = waiting(people, place)
    other.ask("begin")
    begun = time.monotonic()
    at_once(returned)
    seconds = time.monotonic() - begun
    return Storm(people, seconds, calm, other.ask("end"))


def waiting(people: list[Identity], place: Path) -> list[Returned]:
    """Each has an hour of batches, put there in no time: the disk is not what is tried."""
    returned = [Returned(who, place / who.agent, time.time) for who in people]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        for agent in returned:
            agent.put(EACH)
    return returned


def at_once(returned: list[Returned]) -> None:
    """All deliver all they have, each in a thread; a pause that is asked for is slept by no one."""

    def deliver(agent: Returned) -> None:
        while not agent.sender.deliver():
            agent.sleep()
        agent.sender.close()

    threads = [threading.Thread(target=deliver, args=(agent,)) for agent in returned]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_hundreds_at_the_very_same_moment_shut_nobody_out(tmp_path: Path) -> None:
    """Worse than can be, for they wait by chance: each comes at once with all it has."""
    storm = raised(tmp_path / "var", tmp_path)
    journal = Journal(tmp_path / "var" / "journal.db")
    kept = Counter((one.entry.agent, one.entry.seq) for one in journal.after(0, 100_000))
    journal.close()
    theirs = {who.agent for who in storm.people}
    assert {one: times for one, times in kept.items() if one[0] in theirs} == {
        (agent, seq): 1 for agent in theirs for seq in range(1, EACH + 1)
    }
    told = f"{storm.seconds:.1f} s, in calm {storm.calm.usual()}, then {storm.busy.usual()}"
    assert len(storm.busy.batches) > 1, told
    longest = max(*storm.busy.pages, *storm.busy.batches)
    assert longest < storm.seconds / 2, f"who comes meanwhile has a turn: {told}"
    one_of_each = HUNDREDS * storm.calm.usual()[1]
    assert max(storm.busy.usual()) < one_of_each, f"after one batch of each at the most: {told}"

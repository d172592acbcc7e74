"""Two agents started at once on one folder: one runs, the other says which to stop, and ends."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from agent.delivery.identity import Identity
from tests.running_agent import PATIENCE, Running, enrolled, own_mounts, running, within
from tests.scripted_door import Door

SAID = "another agent runs on the state folder {} already; stop it first: systemctl stop "


def test_of_several_started_at_once_one_runs(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    with ExitStack() as stack:
        agents = [Running(state) for _ in range(3)]
        for agent in agents:
            stack.callback(agent.stop)
        runs = one_that_runs(agents)
        ended = [agent for agent in agents if agent is not runs]
        assert [agent.stop() for agent in ended] == [1, 1]
        assert [line.startswith(SAID.format(state)) for line in runs.said()] == [True, True]
        here.wait_for(1)
        runs.waits_for(lambda: runs.status()[0] == 0)
    assert runs.process.returncode == 0
    kinds = [event["kind"] for batch in here.batches for event in batch["events"]]
    assert (kinds.count("agent_started"), kinds.count("agent_stopped")) == (1, 1)


def one_that_runs(agents: list[Running]) -> Running:
    """The one that is left when the others have ended."""
    end = time.monotonic() + PATIENCE
    while len(left := [agent for agent in agents if agent.process.poll() is None]) > 1:
        assert time.monotonic() < end
        time.sleep(0.05)
    return left[0]


def test_a_lock_that_a_killed_agent_left_is_in_nobodys_way(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    (state / "lock").write_bytes(b"\0\xff4711\n")
    killed = Running(state)
    here.wait_for(1)
    killed.process.send_signal(signal.SIGKILL)
    killed.process.communicate()
    with running(state) as agent:
        here.wait_for(2)
        assert agent.said() == []


@pytest.mark.needs("unshare", "nsenter")
def test_there_is_one_on_a_read_only_disk_too(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    with own_mounts() as mounts:
        within(mounts, f"mount --bind {state} {state}; mount -o remount,bind,ro {state}")
        with running(state, mounts) as agent:
            here.wait_for(1)
            other = Running(state, mounts)
            assert other.process.wait(PATIENCE) == 1
            other.stop()
            assert SAID.format(state) in "\n".join(agent.said())

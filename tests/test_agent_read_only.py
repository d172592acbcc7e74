"""A disk that the kernel made read-only: the agent starts, delivers, says so, and goes on after."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.delivery.identity import Identity
from tests.running_agent import Running, enrolled, running, within
from tests.scripted_door import Door

pytestmark = pytest.mark.needs("unshare", "nsenter")
WHY = "Read-only file system (a disk that fails is made so: look into the system's log, then"


def read_only(mounts: tuple[str, ...], folder: Path) -> None:
    within(mounts, f"mount --bind {folder} {folder}; mount -o remount,bind,ro {folder}")


def writable(mounts: tuple[str, ...], folder: Path) -> None:
    within(mounts, f"mount -o remount,bind,rw {folder}")


def spool_said(agent: Running) -> list[str]:
    return [line for line in agent.said() if line.startswith("the spool")]


def test_the_state_is_read_only_from_the_start(
    tmp_path: Path, opened: tuple[Door, Identity], mounts: tuple[str, ...]
) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    read_only(mounts, state)
    with running(state, mounts) as agent:
        for count in (1, 2, 3):
            here.wait_for(count)
            agent.hurry()
        (line,) = spool_said(agent)
        assert line.startswith(f"the spool {state}/spool cannot be written: {WHY}")
        (trouble,) = agent.troubles()
        assert trouble.startswith(f"{state} cannot be written: {WHY}")
        writable(mounts, state)
        agent.hurry()
        agent.waits_for(lambda: not agent.troubles())
        assert spool_said(agent) == [line, "the spool works again"]
    assert len(agent.said()) == 2


def test_it_turns_read_only_while_batches_wait_and_none_of_them_is_lost(
    tmp_path: Path, opened: tuple[Door, Identity], mounts: tuple[str, ...]
) -> None:
    """The collector is away meanwhile: what was on the disk and what came since arrives later."""
    here, who = opened
    state = enrolled(tmp_path / "agent", who._replace(address="127.0.0.1:1"))
    with running(state, mounts) as agent:
        agent.waits_for(lambda: list((state / "spool").glob("*.batch")))
        read_only(mounts, state)
        agent.hurry()
        agent.waits_for(lambda: spool_said(agent))
        assert agent.troubles()[0].startswith(f"{state} cannot be written: {WHY}")
        writable(mounts, state)
        agent.hurry()
        agent.waits_for(lambda: len(list((state / "spool").glob("*.batch"))) == 3)
    enrolled(state, who)
    with running(state, mounts) as agent:
        here.wait_for(5)
    kinds = [event["kind"] for batch in here.batches for event in batch["events"]]
    assert kinds.count("system_resumed") == 2
    assert "batches_lost" not in kinds


def test_the_spool_alone_is_read_only(
    tmp_path: Path, opened: tuple[Door, Identity], mounts: tuple[str, ...]
) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    (state / "spool").mkdir()
    read_only(mounts, state / "spool")
    with running(state, mounts) as agent:
        here.wait_for(1)
        (line,) = agent.waits_for(lambda: spool_said(agent))
        agent.waits_for(lambda: agent.troubles() == [line])

"""A disk that is full, from the start or from the middle on: said at once, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.delivery.identity import Identity
from tests.running_agent import Running, enrolled, running, within
from tests.scripted_door import Door, Reply

pytestmark = pytest.mark.needs("unshare", "nsenter")
WHY = "No space left on device (make room on its disk)"


def small_disk(mounts: tuple[str, ...], state: Path) -> None:
    """The state folder on a disk of its own, of 256 KiB."""
    script = f"""
        mv {state} {state}.was; mkdir {state}
        mount -t tmpfs -o size=256k,mode=700 none {state}
        cp -a {state}.was/. {state}/
    """
    within(mounts, script)


def fill(mounts: tuple[str, ...], state: Path) -> None:
    within(mounts, f"cat /dev/zero > {state}/filler 2>&1 || true")


def make_room(mounts: tuple[str, ...], state: Path) -> None:
    within(mounts, f"rm {state}/filler")


def spool_said(agent: Running) -> list[str]:
    return [line for line in agent.said() if line.startswith("the spool")]


def test_it_fills_while_the_collector_is_away_and_no_batch_is_lost(
    tmp_path: Path, opened: tuple[Door, Identity], mounts: tuple[str, ...]
) -> None:
    here, who = opened
    here.usual = Reply(503, {"message": "not yet"}, retry_after="1")
    state = enrolled(tmp_path / "agent", who)
    small_disk(mounts, state)
    with running(state, mounts) as agent:
        here.wait_for(1)
        fill(mounts, state)
        for _ in range(3):
            agent.hurry()
            agent.waits_for(lambda: spool_said(agent))
        full = f"{state} cannot be written: {WHY}"
        assert agent.troubles()[0] == full, "it is told at once, and not when the file is old"
        make_room(mounts, state)
        agent.hurry()
        agent.waits_for(lambda: agent.troubles() == ["not yet"])
        assert spool_said(agent) == [
            f"the spool {state}/spool cannot be written: {WHY}; what is new waits in memory",
            "the spool works again",
        ]
        here.batches.clear()
        here.usual = Reply(200, {"hints": {}})
        agent.waits_for(lambda: not agent.troubles())
    kinds = [event["kind"] for batch in here.batches for event in batch["events"]]
    assert kinds.count("system_resumed") >= 2, "signals of one moment are one"
    assert {"agent_started", "agent_stopped"} <= set(kinds)
    assert "batches_lost" not in kinds


def test_it_is_full_from_the_start_and_what_was_half_written_takes_no_room(
    tmp_path: Path, opened: tuple[Door, Identity], mounts: tuple[str, ...]
) -> None:
    here, who = opened
    state = enrolled(tmp_path / "agent", who)
    small_disk(mounts, state)
    fill(mounts, state)
    with running(state, mounts) as agent:
        here.wait_for(1)
        agent.waits_for(lambda: len(spool_said(agent)) == 1)
        assert agent.troubles() == [f"{state} cannot be written: {WHY}"]
        within(mounts, f"test -z \"$(find {state} -name '*.part')\"")
        make_room(mounts, state)
        agent.hurry()
        agent.waits_for(lambda: not agent.troubles())
    assert len(agent.said()) == 2

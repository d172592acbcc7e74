"""What the system announces to a running agent, and what comes of it before the machine sleeps."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import announcing, clock, status, store
from agent.delivery import identity
from agent.events import EVENTS
from tests.blank_status import blank
from tests.recorded import Commands
from tests.scripted_door import Door, Reply, door
from tests.served import ROOT, until


def start(state: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "agent", "--state", str(state), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )


def announced(state: Path, what: str) -> tuple[int, str, float]:
    """Its exit code, what it says, and how long it took (s)."""
    begun = time.monotonic()
    process = start(state, "announce", what)
    said = process.communicate(timeout=20)[0]
    return process.returncode, said, time.monotonic() - begun


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Path, Door]]:
    """The state folder of an agent that runs and has nothing to do for a long while, and its
    collector."""
    with door(tmp_path / "tls") as (here, who):
        here.usual = Reply(200, {"hints": {"sample": 3600, "batch": 3600}})
        identity.save(tmp_path / "agent", who)
        process = start(tmp_path / "agent", "run")
        here.wait_for(1, 60)
        while not status.all_delivered(tmp_path / "agent", 1):
            time.sleep(0.05)
        yield tmp_path / "agent", here
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        if process.stdout:
            process.stdout.close()


def kinds(here: Door) -> list[str]:
    return [event["kind"] for batch in here.batches for event in batch["events"]]


def test_a_sleep_is_told_before_it_begins_and_so_is_its_end(running: tuple[Path, Door]) -> None:
    state, here = running
    code, said, _ = announced(state, "suspend")
    assert (code, said, kinds(here)[-1]) == (0, "", "system_suspending"), kinds(here)
    assert announced(state, "resume")[0] == 0
    until(lambda: kinds(here)[-2:] == ["system_suspending", "system_resumed"], "it woke")


def test_a_collector_that_is_slow_keeps_no_machine_awake(running: tuple[Path, Door]) -> None:
    state, here = running
    here.replies = [Reply(200, {"hints": {}}, after=6.0)]
    code, said, seconds = announced(state, "suspend")
    assert (code, said.partition(":")[0]) == (0, "not delivered yet")
    assert announcing.PATIENCE <= seconds < announcing.PATIENCE + 2
    assert "system_suspending" in kinds(here)


def test_where_no_agent_runs_nobody_is_told(tmp_path: Path) -> None:
    assert announced(tmp_path, "suspend")[:2] == (
        1,
        f"mkaguzi-agent: no agent runs on {tmp_path}\n",
    )


def test_a_process_that_took_a_dead_agents_number_is_left_alone(tmp_path: Path) -> None:
    """An agent that was killed left its number; nobody holds its lock."""
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    told = blank(process=stranger.pid, boot=clock.boot_id())
    store.save(tmp_path / status.FILE, told)
    (tmp_path / "lock").touch()
    assert not announcing.say(tmp_path, "suspend")
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_what_is_announced_is_an_event_of_the_catalogue() -> None:
    assert set(announcing.ANNOUNCED.values()) <= EVENTS.keys()
    told: list[str] = []
    for call in announcing.heard(told.append).values():
        call()
    assert sorted(told) == sorted(announcing.ANNOUNCED.values())


@pytest.mark.parametrize(
    ("said", "down"),
    [("stopping\n", True), ("running\n", False), ("degraded\n", False), ("", False)],
)
def test_systemd_says_whether_the_machine_goes_down(said: str, down: bool) -> None:
    asked = Commands({"systemctl is-system-running": said})
    assert announcing.going_down(asked) is down


@pytest.mark.parametrize("error", [TimeoutError("late"), OSError("no bus")])
def test_where_systemd_does_not_say_it_is_an_ordinary_stop(error: Exception) -> None:
    assert not announcing.going_down(Commands({"systemctl": error}))
    assert not announcing.going_down(Commands({}))


def test_the_state_of_an_older_agent_is_no_fault(tmp_path: Path) -> None:
    store.save(tmp_path / status.FILE, json.loads('{"at": 1}'))
    assert status.running(tmp_path) is None

"""`mkaguzi-agent status` says what is so: the lock tells whether an agent runs."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import clock, faring, lock, status
from agent.delivery import identity
from agent.delivery.identity import Identity
from tests.scripted_door import Door, Reply, door

ROOT = Path(__file__).parent.parent
AGENT = (sys.executable, "-m", "agent", "--state")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Door, Identity]]:
    with door(tmp_path / "tls") as both:
        both[0].usual = Reply(200, {"hints": {}})
        yield both


@pytest.fixture
def state(tmp_path: Path, opened: tuple[Door, Identity]) -> Path:
    """The state folder of an enrolled agent."""
    identity.save(tmp_path / "agent", opened[1])
    return tmp_path / "agent"


def told(state: Path) -> tuple[int, str]:
    """What the command says, and its exit code."""
    done = subprocess.run(
        [*AGENT, str(state), "status"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def started(state: Path) -> subprocess.Popen[bytes]:
    """A running agent that has delivered, and said so."""
    process = subprocess.Popen([*AGENT, str(state), "run"], cwd=ROOT, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while not faring.is_well(state, clock.now()) or not _file(state)["delivered"]:
        assert time.monotonic() < end, "it does not say that it is well"
        time.sleep(0.05)
    return process


def _file(state: Path) -> dict[str, float]:
    content: dict[str, float] = json.loads((state / status.FILE).read_text())
    return content


def set_back(state: Path, seconds: float) -> None:
    """As if it had been written so long ago."""
    now = clock.now()
    old = {**_file(state), "at": now.wall - seconds, "mono": now.mono - seconds}
    (state / status.FILE).write_text(json.dumps(old))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGINT, "NOT RUNNING (stopped "),
        (signal.SIGTERM, "NOT RUNNING (stopped "),
        (signal.SIGKILL, "NOT RUNNING (it was killed or failed; last sign "),
    ],
)
def test_it_says_at_once_that_the_agent_ended_and_how(
    state: Path, number: signal.Signals, said: str
) -> None:
    process = started(state)
    code, text = told(state)
    assert code == 0
    assert text.startswith("running (last sign ")
    assert "start it with" not in text
    process.send_signal(number)
    process.wait(20)
    code, text = told(state)
    assert code == 1
    assert text.startswith(said)
    assert "start it with: systemctl restart mkaguzi-agent" in text


def test_an_agent_whose_file_is_missing_or_old_runs_and_cannot_write(state: Path) -> None:
    cannot = f"it started just now, or it hangs, or {state} cannot be written"
    with lock.take(state):
        code, text = told(state)
        assert (code, "running, but" in text, cannot in text) == (1, True, True)
        assert "never run" not in text
        started_and_ended(state)
        set_back(state, status.STALE + 1)
        code, text = told(state)
        assert (code, "running (last sign 10 min ago)" in text, cannot in text) == (1, True, True)
    assert "never run here" not in told(state)[1]


def started_and_ended(state: Path) -> None:
    """The file that an agent left: its own folder is not locked by it."""
    elsewhere = state.with_name("elsewhere")
    identity.save(elsewhere, identity.load(state))
    process = started(elsewhere)
    process.kill()
    process.wait()
    (elsewhere / status.FILE).rename(state / status.FILE)


def test_what_the_last_run_said_at_its_end_is_no_sign_of_this_one(state: Path) -> None:
    process = started(state)
    process.terminate()
    process.wait(20)
    with lock.take(state):
        assert told(state)[0] == 1
        assert "cannot be written" in told(state)[1]


def test_when_it_delivered_last_is_known_after_a_restart_without_a_link(
    state: Path, opened: tuple[Door, Identity]
) -> None:
    process = started(state)
    process.terminate()
    process.wait(20)
    opened[0].usual = Reply(503, {"message": "not now"})
    delivered = _file(state)["delivered"]
    again = subprocess.Popen([*AGENT, str(state), "run"], cwd=ROOT, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 20
    while "running (last sign " not in told(state)[1] or "not now" not in told(state)[1]:
        assert time.monotonic() < end, "it does not say that it cannot deliver"
        time.sleep(0.1)
    assert "last delivery: none yet" not in told(state)[1]
    assert _file(state)["delivered"] == delivered
    again.kill()
    again.wait()


@pytest.mark.needs("unshare")
def test_on_a_disk_that_is_full_it_runs(tmp_path: Path, state: Path) -> None:
    """A real one, of 64 KiB; the agent's files are made, and nothing fits into them."""
    agent = f"{shlex.quote(sys.executable)} -m agent --state {tmp_path}/full"
    script = f"""
        mkdir {tmp_path}/full && mount -t tmpfs -o size=64k,mode=700 none {tmp_path}/full || exit 9
        cp {state}/identity.json {tmp_path}/full/
        cat /dev/zero > {tmp_path}/full/filler 2>/dev/null
        {agent} run & running=$!
        sleep 6
        {agent} status; echo "exit $?"
        kill $running; wait $running
    """
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "running, but it has not said how it fares" in done.stdout, done.stderr
    full = f"TROUBLE: {tmp_path}/full cannot be written: No space left on device (make room on its"
    assert full in done.stdout
    assert "exit 1" in done.stdout
    said = f"the spool {tmp_path}/full/spool cannot be written: No space left on device (make room"
    assert said in done.stderr, "and it says so itself"


def test_looking_keeps_no_agent_from_starting(tmp_path: Path) -> None:
    lock.take(tmp_path).close()
    assert lock.is_held(tmp_path) is False
    looking = (tmp_path / "lock").open("rb")
    assert lock._lock(looking, shared=True)
    threading.Timer(0.15, looking.close).start()
    with lock.take(tmp_path):
        assert lock.is_held(tmp_path) is True
    assert lock.is_held(tmp_path) is False

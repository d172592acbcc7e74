"""The whole agent against a real TLS server: first batch, hints, events, losses, a clean stop."""

from __future__ import annotations

import json
import signal
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent import clock, faring, lock, status
from agent.delivery import identity
from agent.delivery.identity import Identity
from agent.report import Facts
from agent.runner import Runner
from agent.settings import Settings
from agent.trouble import Trouble
from agent.wire import unpacked
from tests.scripted_door import Door, Reply, door
from tests.standing import until

ROOT = Path(__file__).parent.parent


class World:
    """One agent in a thread, and the door it delivers to."""

    def __init__(self, state: Path, here: Door, who: Identity) -> None:
        self.state, self.door = state, here
        identity.save(state, who)
        self.runner = Runner(Settings(state), who)
        self.ended: Trouble | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            with lock.take(self.state):
                self.runner.run()
        except Trouble as trouble:
            self.ended = trouble

    def __enter__(self) -> World:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.stop()
        self._thread.join(20)
        assert not self._thread.is_alive()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Door, Identity]]:
    with door(tmp_path / "tls") as both:
        both[0].usual = Reply(200, {"hints": {"sample": 10, "batch": 10}})
        yield both


def kinds(batch: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in batch["events"]]


def test_the_first_batch_comes_at_once_with_all_facts_and_the_last_says_goodbye(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    start = time.monotonic()
    with World(tmp_path / "agent", here, who) as world:
        here.wait_for(1)
        assert time.monotonic() - start < 15
        while not world.runner._sender.delivered or not faring.is_well(world.state, clock.now()):
            assert time.monotonic() - start < 20
            time.sleep(0.02)
    first, last = here.batches[0], here.batches[-1]
    assert {"os", "memory", "processor"} <= first["facts"].keys()
    assert kinds(first) == ["agent_started"]
    assert {s["measurement"] for b in first["blocks"] for s in b["series"]} >= {"cpu", "mem"}
    assert kinds(last) == ["agent_stopped"]
    assert last["facts"] == {}
    assert last["seq"] > first["seq"]
    assert not faring.is_well(world.state, clock.now()), "it stopped"
    assert list((world.state / "spool").iterdir()) == []


def test_what_the_collector_wants_is_done(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    here, who = opened
    again = {"hints": {"sample": 10, "batch": 10, "facts": True}}
    here.usual = Reply(200, again)
    with World(tmp_path / "agent", here, who):
        here.wait_for(3, 30)
        end = time.monotonic() + 60
        while len(with_facts(here)) < 2:  # they come when they have been read
            assert time.monotonic() < end
            time.sleep(0.1)
        here.wait_for(len(here.batches) + 1, 30)
    assert with_facts(here)[0] == 0
    assert len(with_facts(here)) == 2, "asked for once more, not with each answer that lags"
    later = [block["step"] for batch in here.batches[2:] for block in batch["blocks"]]
    assert set(later) == {10}, "one that tells news alone has none"


def with_facts(here: Door) -> list[int]:
    """Which of the batches told of the system."""
    return [i for i, batch in enumerate(here.batches) if "os" in batch["facts"]]


def test_what_the_system_announces_is_told_at_once_and_before_the_goodbye(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    here.usual = Reply(200, {"hints": {"sample": 3600, "batch": 3600}})
    with World(tmp_path / "agent", here, who) as world:
        here.wait_for(1)
        world.runner.announce("system_suspending")
        here.wait_for(2)
        assert kinds(here.batches[1]) == ["system_suspending"]
        world.runner.stop("system_stopping")
    told = [kinds(batch) for batch in here.batches[2:]]
    assert told == [["system_stopping", "agent_stopped"]], "there may be time for one batch alone"


def test_a_batch_that_was_refused_has_its_facts_told_again(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    here.replies = [Reply(400, {"message": "odd"}), here.usual]
    with World(tmp_path / "agent", here, who):
        here.wait_for(2, 30)
    assert "os" in here.batches[1]["facts"]


def test_a_second_run_tells_no_facts_that_are_known(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    for run in range(2):
        with World(tmp_path / "agent", here, who):
            here.wait_for(1 + 2 * run)
    assert "memory" not in here.batches[2]["facts"]


def run_until_software_is_read(world: World) -> None:
    """And until it is kept that it was."""
    until(lambda: "software" in status.lasting(world.state), "programs are read", 60)


@pytest.mark.parametrize("spoiled", ["", "[]", '{"lasting": 5}', "whole", "another version"])
def test_a_start_reads_no_programs_that_were_read_today(
    tmp_path: Path, opened: tuple[Door, Identity], spoiled: str
) -> None:
    """Were they read, they would be told: their hash is not the one that is kept."""
    here, who = opened
    state = tmp_path / "agent"
    with World(state, here, who) as world:
        run_until_software_is_read(world)
    known = json.loads((state / "facts.json").read_text())
    for name in ("software", "os"):
        known[name][0] = "another"
    (state / "facts.json").write_text(json.dumps(known))
    file = state / status.FILE
    if spoiled == "another version":
        file.write_text(file.read_text().replace('"version": "', '"version": "9'))
    elif spoiled != "whole":
        file.write_text(spoiled)
    here.batches.clear()
    with World(state, here, who) as world:
        run_until_software_is_read(world)
        until(lambda: with_facts(here), "the system's facts are told", 60)
    told = {name for batch in here.batches for name in batch["facts"]}
    assert ("software" in told) == (spoiled != "whole")
    assert "os" in told


def test_what_was_lost_from_the_disk_is_told(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    here, who = opened
    spool = tmp_path / "agent" / "spool"
    spool.mkdir(parents=True)
    (spool / "000000000001-k.batch.part").write_bytes(b"half")
    (spool / "000000000002-s.batch").write_bytes(b"MKZ1spoiled")
    with World(tmp_path / "agent", here, who):
        here.wait_for(2, 30)
    lost = [e["detail"] for b in here.batches for e in b["events"] if e["kind"] == "batches_lost"]
    assert sum(one["torn"] for one in lost) == 2


def test_a_copied_disk_is_noticed_and_its_identity_laid_aside(
    tmp_path: Path, opened: tuple[Door, Identity], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, who = opened
    born = {"uuid": "a", "board_serial": "b"}
    facts = {"machine": {"uuid": "x", "board_serial": "y"}}
    monkeypatch.setattr(identity, "look", lambda: facts)
    with World(tmp_path / "agent", here, who._replace(born=born)) as world:
        world._thread.join(10)
    assert world.ended is not None
    assert world.ended.code == identity.NOT_ENROLLED
    assert not (world.state / "identity.json").exists()
    assert identity.previous(world.state) == who.agent
    assert here.batches == []


# --- as a process ------------------------------------------------------------------------------


def run(state: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "agent", "--state", str(state), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_order(
    tmp_path: Path, opened: tuple[Door, Identity], number: signal.Signals
) -> None:
    here, who = opened
    identity.save(tmp_path / "agent", who)
    process = run(tmp_path / "agent", "run")
    here.wait_for(1)
    process.send_signal(number)
    assert process.wait(15) == 0
    assert kinds(here.batches[-1]) == ["agent_stopped"]
    assert "Traceback" not in process.communicate()[0]


def test_a_second_agent_on_the_same_folder_is_told_of_the_first(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    _, who = opened
    identity.save(tmp_path, who)
    with lock.take(tmp_path):
        process = run(tmp_path, "run")
        assert "another agent runs on the state folder" in process.communicate(timeout=20)[0]
    assert process.returncode == 1


def test_kill_9_at_any_moment_loses_no_batch(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    here, who = opened
    here.usual = Reply(503, {"message": "not yet"}, retry_after="1")
    identity.save(tmp_path / "agent", who)
    for after in (2.5, 3.0, 3.5):
        process = run(tmp_path / "agent", "run")
        time.sleep(after)
        process.kill()
        process.communicate()
    waiting = list((tmp_path / "agent" / "spool").glob("*.batch"))
    here.batches.clear()
    here.usual = Reply(200, {"hints": {}})
    process = run(tmp_path / "agent", "run")
    here.wait_for(len(waiting) + 1)
    process.terminate()
    process.communicate(timeout=20)
    names = {(batch["clock"]["boot"], batch["seq"]) for batch in here.batches}
    assert len(names) == len(here.batches) >= len(waiting) + 1


@pytest.mark.parametrize(
    ("file", "spoiled", "said"),
    [
        ("identity.json", "{}", "is damaged"),
        ("identity.json", "[" * 50_000, "is damaged"),
        ("identity.json", "", "is damaged"),
        ("status.json", "{}", "never run here"),
        ("status.json", "[" * 50_000, "never run here"),
    ],
)
def test_a_spoiled_state_file_is_said_in_words(
    tmp_path: Path, opened: tuple[Door, Identity], file: str, spoiled: str, said: str
) -> None:
    identity.save(tmp_path, opened[1])
    (tmp_path / file).write_text(spoiled, encoding="ascii")
    process = run(tmp_path, "status")
    assert said in process.communicate(timeout=20)[0]
    assert process.returncode in (1, 3)


def test_the_identity_is_its_owners_alone(tmp_path: Path, opened: tuple[Door, Identity]) -> None:
    identity.save(tmp_path / "agent", opened[1])
    assert (tmp_path / "agent" / "identity.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "agent").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("born", "now", "copy"),
    [
        ({"uuid": "a", "disk": "b"}, {"uuid": "x", "disk": "y"}, True),
        ({"uuid": "a", "disk": "b"}, {"uuid": "a", "disk": "y"}, False),
        ({"disk": "b"}, {"disk": "y"}, False),
        ({"uuid": "a", "disk": "b"}, {"disk": "y"}, False),
        ({}, {"uuid": "x", "disk": "y"}, False),
    ],
)
def test_a_copy_is_another_machine_in_all_its_marks_and_more_than_one(
    born: dict[str, str], now: dict[str, str], copy: bool
) -> None:
    assert identity.is_copy(born, now) is copy


def test_what_a_maker_gave_to_many_is_no_mark() -> None:
    uuid = "850f3e82-9f38-694a-8840-2f8b0cf5d3d0"
    facts: Facts = {
        "machine": {"uuid": uuid, "board_serial": "BSN12345678901234567"},
        "disks": [{"name": "sda", "system": True, "serial": "b"}],
    }
    assert identity.birthmarks(facts) == {"uuid": uuid, "disk": "b"}
    amis: Facts = {"machine": {"uuid": "032e02b4-0499-0533-a106-940700080009"}}
    assert identity.birthmarks(amis) == {}


def test_what_waits_is_told_in_the_new_agents_name_after_enrolling_again(tmp_path: Path) -> None:
    from agent.batcher import readdressed
    from agent.delivery.spool import Spool

    spool = Spool(tmp_path, 1 << 20)
    spool.put(zlib.compress(json.dumps({"agent": "old", "seq": 5, "x": "é"}).encode()), keep=True)
    spool.put(b"spoiled", keep=False)
    spool.rewrite(lambda body: readdressed(body, "new"))
    (name,) = spool.names()
    body = spool.get(name)
    assert body is not None
    assert json.loads(unpacked(body)) == {"agent": "new", "seq": 5, "x": "é"}
    assert spool.lost.torn == 1


def test_a_server_that_is_not_our_collector_gets_nothing(
    tmp_path: Path, opened: tuple[Door, Identity]
) -> None:
    here, who = opened
    with door(tmp_path / "other") as (_, stranger):
        pass
    with World(tmp_path / "agent", here, who._replace(ca=stranger.ca)) as world:
        end = time.monotonic() + 15
        while not world.runner._sender.trouble:
            assert time.monotonic() < end
            time.sleep(0.05)
        assert "does not show our collector's certificate" in world.runner._sender.trouble
    assert here.bodies == []
    assert ssl.OPENSSL_VERSION

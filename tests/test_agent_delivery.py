"""The courier and its sender, against a real TLS server: nothing is lost, nothing spins."""

from __future__ import annotations

import json
import os
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agent import clock
from agent.delivery.courier import Courier
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Hints, Sender
from agent.delivery.spool import Spool
from tests.scripted_door import Door, Reply, door


class Parts(NamedTuple):
    """A spool, its sender and courier, and the door they deliver to."""

    spool: Spool
    sender: Sender
    courier: Courier
    door: Door
    state: Path

    def put(self, *numbers: int, keep: bool = False) -> None:
        for number in numbers:
            self.spool.put(zlib.compress(json.dumps({"seq": number}).encode()), keep=keep)
        self.courier.wake()

    @property
    def came(self) -> list[int]:
        return [batch["seq"] for batch in self.door.batches]


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    with door(tmp_path / "tls") as (here, who):
        spool = Spool(tmp_path / "spool", 1 << 20)
        road = Road(who, lambda address: Link(address, trusting(who.ca), timeout=5))
        sender = Sender(who, road, spool, clock.now, tmp_path / "refused")
        courier = Courier(sender, spool, clock.now, lambda: None)
        yield Parts(spool, sender, courier, here, tmp_path)
        with suppress(RuntimeError):  # it was not started
            courier.stop(5)
        sender.close()


def until(condition: Callable[[], Any], patience: float = 20.0) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_waits_is_delivered_the_newest_first_over_one_connection(parts: Parts) -> None:
    parts.put(1, 2, 3)
    parts.courier.start()
    parts.door.wait_for(3)
    until(lambda: not parts.spool.names())
    assert parts.came == [3, 2, 1]
    assert len(parts.door.connections) == 1


def test_an_event_overtakes_a_backlog(parts: Parts) -> None:
    parts.door.usual = Reply(200, {"hints": {}}, after=0.1)
    parts.put(*range(1, 31))
    parts.courier.start()
    parts.door.wait_for(3)
    parts.put(99, keep=True)
    parts.door.wait_for(31)
    assert parts.came.index(99) < 10


def test_a_batch_is_sent_again_byte_for_byte_until_it_is_accepted(parts: Parts) -> None:
    parts.door.replies = [Reply(503, {"message": "busy"}, retry_after="0")] * 3
    parts.courier.start()
    parts.put(1)
    parts.door.wait_for(4)
    until(lambda: not parts.spool.names())
    assert len(set(parts.door.bodies)) == 1


def test_waiting_costs_nothing(parts: Parts) -> None:
    """The collector asks to wait, and new batches come meanwhile: the courier sleeps."""
    parts.door.replies = [Reply(503, {"message": "later"}, retry_after="3000")]
    parts.courier.start()
    parts.put(1)
    parts.door.wait_for(1)
    until(lambda: parts.sender.trouble)
    parts.put(2, 3)
    before = time.process_time()
    time.sleep(1.0)
    assert time.process_time() - before < 0.3
    assert parts.came == [1]


def test_a_collector_that_is_away_is_tried_again_with_jitter(parts: Parts) -> None:
    who = Identity("a" * 32, "s", "127.0.0.1:1", _ca(parts), "site", {})
    gone = Road(who, lambda address: Link(address, trusting(_ca(parts)), timeout=1))
    sender = Sender(who, gone, parts.spool, clock.now, parts.state / "refused")
    parts.spool.put(b"x", keep=False)
    pauses = []
    for _ in range(48):
        assert not sender.deliver()
        pauses.append(sender.not_before - clock.monotonic())
    assert all(0 < pause <= min(900, 5 * 2**n) for n, pause in enumerate(pauses, 1))
    spread = sorted(pauses[8:])
    assert spread[0] < 450 < spread[-1], "hundreds that lost one link do not come back together"
    assert "refuses" in sender.trouble


def _ca(parts: Parts) -> str:
    return (parts.state / "tls" / "ca.pem").read_text(encoding="ascii")


@pytest.mark.parametrize(
    ("asked", "least", "most"), [("5", 5, 6.3), ("999999999", 3600, 4501), ("soon", 0, 10)]
)
def test_retry_after_is_obeyed_within_reason(
    parts: Parts, asked: str, least: float, most: float
) -> None:
    parts.door.replies = [Reply(429, {"message": "later"}, retry_after=asked)]
    parts.spool.put(zlib.compress(b'{"seq": 1}'), keep=False)
    now = clock.monotonic()
    assert not parts.sender.deliver()
    assert least <= parts.sender.not_before - now <= most + 1


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_batch_at_fault_is_set_aside_and_stops_nobody(parts: Parts, status: int) -> None:
    parts.door.replies = [Reply(status, {"message": "it is odd"})]
    parts.put(1, 2, keep=True)
    assert parts.sender.deliver()
    assert parts.came == [2, 1]
    assert parts.sender.refused == 1
    assert parts.spool.lost_facts, "the facts in it must be told again"
    assert len(list((parts.state / "refused").iterdir())) == 1


def test_hints_are_taken_and_absurd_ones_left(parts: Parts) -> None:
    parts.door.replies = [
        Reply(200, {"hints": {"sample": 300, "batch": 900, "facts": True}}),
        Reply(200, {"hints": {"sample": 0, "batch": "often"}}),
        Reply(200, ["no object"]),
    ]
    told = []
    for number in range(3):
        parts.put(number)
        assert parts.sender.deliver()
        told.append(parts.sender.hints)
    assert told == [Hints(300, 900, True), Hints(300, 900, False), Hints(300, 900, False)]


def test_an_answer_nested_without_end_is_no_answer_and_no_death(parts: Parts) -> None:
    deep: Any = []
    for _ in range(800):
        deep = [deep]
    parts.door.replies = [Reply(200, {"x": deep})]
    parts.put(1)
    assert parts.sender.deliver()


def test_a_disk_that_turned_read_only_keeps_nothing_from_going_on(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: Path, missing_ok: bool = False) -> None:
        raise OSError(30, "Read-only file system")

    parts.put(1, 2)
    monkeypatch.setattr(Path, "unlink", refuse)
    assert parts.sender.deliver()
    assert parts.came == [2, 1]
    assert "Read-only" in parts.spool.trouble
    assert parts.sender.deliver(), "what has arrived is not sent again"
    assert parts.came == [2, 1]


def test_what_the_disk_cannot_read_now_is_kept_and_tried_later(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.put(1, 2)

    def refuse(_file: Path) -> bytes:
        raise OSError(24, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        assert parts.sender.deliver()
        assert parts.sender.not_before > clock.monotonic() + 30
    assert parts.spool.lost.torn == 0
    assert parts.sender.deliver()
    assert parts.came == [2, 1]


def test_a_courier_that_dies_is_noticed(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fault() -> bool:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(parts.sender, "deliver", fault)
    parts.courier.start()
    parts.put(1)
    until(lambda: parts.courier.failure is not None)
    assert isinstance(parts.courier.failure, KeyError)


def test_many_threads_on_one_spool_spoil_nothing(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 20_000)
    bodies = [os.urandom(200) for _ in range(300)]

    def take() -> None:
        while not done.is_set() or spool.names():
            if name := spool.newest(set()):
                body = spool.get(name)
                assert body is None or body in bodies
                spool.drop(name)

    done = threading.Event()
    takers = [threading.Thread(target=take) for _ in range(3)]
    for one in takers:
        one.start()
    for body in bodies:
        spool.put(body, keep=False)
    done.set()
    for one in takers:
        one.join(30)
        assert not one.is_alive()
    assert spool.lost.torn == 0
    assert list(tmp_path.iterdir()) == []

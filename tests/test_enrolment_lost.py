"""A thin link loses the answer to an enrolment: the technician types the same line again."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.cli import main
from agent.delivery import asking, identity
from agent.delivery.link import split
from tests.standing import Standing, standing


class Lossy:
    """A relay that passes everything on, but what comes back once `lost` says so."""

    def __init__(self, towards: str, lost: Callable[[], bool]) -> None:
        self._towards, self._lost = split(towards), lost
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            with near, socket.create_connection(self._towards) as far:
                self._relay(near, far)

    def _relay(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ, far)
            ready.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in ready.select():
                    source = near if key.fileobj is near else far
                    data = source.recv(65_536)
                    if not data or (source is far and self._lost()):
                        return
                    key.data.sendall(data)

    def close(self) -> None:
        self._door.close()


@contextmanager
def losing_one_answer(house: Standing) -> Iterator[str]:
    """The address of a relay that loses the first answer after a machine was enrolled."""
    left = [True]

    def lost() -> bool:
        return bool(left and house.inside.rows("agent") and left.pop())

    relay = Lossy(house.address, lost)
    try:
        yield relay.address
    finally:
        relay.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "house") as running:
        yield running


def enrol(state: Path, code: str) -> int:
    return main(["--state", str(state), "enrol", code])


def test_an_answer_that_was_lost_is_given_again_to_the_same_line(
    house: Standing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "agent"
    with losing_one_answer(house) as address:
        code = house.inside.code(address)
        assert enrol(state, code) == 1
        assert "no answer from" in capsys.readouterr().err
        assert enrol(state, code) == 0
        who = identity.load(state)
        assert [row.id for row in house.inside.rows("agent")] == [who.agent]
        assert not (state / "asking.json").exists()
        assert enrol(tmp_path / "other", code) == 4
        assert "used already" in capsys.readouterr().err


def test_a_no_is_no_answer_lost_and_another_machine_asks_for_itself(
    house: Standing, tmp_path: Path
) -> None:
    state = tmp_path / "agent"
    assert enrol(state, house.code(now=1000)) == 4  # it has run out
    assert not (state / "asking.json").exists()
    assert enrol(state, house.code()) == 0


def test_one_asks_as_the_same_with_the_same_code_alone(tmp_path: Path) -> None:
    born = {"uuid": "1", "disk": "a"}
    first = asking.as_whom(tmp_path, "token", "", born)
    assert asking.as_whom(tmp_path, "token", "", born) == first
    assert asking.as_whom(tmp_path, "token", "", {**born, "disk": "b"}) == first
    other = asking.as_whom(tmp_path, "another", "", born)
    assert other != first
    assert asking.as_whom(tmp_path, "another", other, born) != other  # enrolled with it already
    copied = asking.as_whom(tmp_path, "another", "", {"uuid": "2", "disk": "b"})
    assert copied != asking.as_whom(tmp_path, "another", copied, born)

"""Files of the agent's state as a disk may spoil them: never more is lost than what was spoiled."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from agent import clock, faring, told
from agent.delivery import identity
from agent.delivery.identity import Identity
from agent.delivery.spool import Spool
from agent.trouble import Trouble
from tests.running_agent import enrolled, running
from tests.scripted_door import Door, door


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Door, Identity]]:
    with door(tmp_path_factory.mktemp("tls")) as both:
        yield both


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory, opened: tuple[Door, Identity]) -> Path:
    """The state folder that an agent left which ran."""
    state = enrolled(tmp_path_factory.mktemp("left") / "agent", opened[1])
    with running(state):
        opened[0].wait_for(1)
    return state


@pytest.fixture
def state(left: Path, tmp_path: Path) -> Path:
    """The same for one test to spoil."""
    return Path(shutil.copytree(left, tmp_path / "agent"))


def spoiled(whole: bytes) -> Iterator[bytes]:
    """Cut at each byte, then each bit turned."""
    yield from (whole[:length] for length in range(len(whole)))
    for place in range(len(whole)):
        for bit in range(8):
            yield whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]


def test_a_spoiled_status_is_a_status_or_none(state: Path) -> None:
    file, now = state / "status.json", clock.now()
    for content in islice(spoiled(file.read_bytes()), 0, None, 5):
        file.write_bytes(content)
        assert list(faring.lines(state, now))
        assert not faring.is_well(state, now), "it does not run"


@pytest.mark.parametrize("odd", [None, "x", [], {}, 5, True])
def test_a_status_of_odd_types_is_none(state: Path, odd: Any) -> None:
    file, now = state / "status.json", clock.now()
    whole = json.loads(file.read_text())
    for name in whole:
        file.write_text(json.dumps({**whole, name: odd}))
        assert list(faring.lines(state, now))
        assert not faring.is_well(state, now), "it does not run"


def test_of_what_was_told_a_spoiled_file_makes_nothing_that_is_no_hash(state: Path) -> None:
    file = state / told.FILE
    for content in islice(spoiled(file.read_bytes()[:300]), 0, None, 5):
        file.write_bytes(content)
        assert isinstance(told.load(state).hashes(1.0), dict)


def test_a_spoiled_identity_can_be_used_or_is_called_damaged(state: Path) -> None:
    """What was turned within a name is another name: the collector says that it knows it not."""
    file = state / "identity.json"
    whole = file.read_bytes()
    turned = islice(spoiled(whole), len(whole), None, 7)
    called = {said_of(file, content) for content in (*turned, whole[:-9], b"\0" * 99, b"[1]", b"")}
    damaged = f"{file} is damaged. Make a code on the collector's page Add machines, then: "
    assert called == {"", f"{damaged}mkaguzi-agent enrol CODE"}


def said_of(file: Path, content: bytes) -> str:
    """What is said of an identity that is this; nothing where it can be used."""
    file.write_bytes(content)
    try:
        identity.load(file.parent)
    except Trouble as trouble:
        return str(trouble)
    return ""


@pytest.mark.parametrize(
    "changes",
    [
        *({"ca": ""}, {"ca": 7}, {"ca": "-----BEGIN CERTIFICATE-----"}, {"secret": "a\nb"}),
        *({"address": "nowhere"}, {"agent": ""}, {"born": []}, {"site": None}),
    ],
)
def test_an_identity_that_cannot_be_used_is_damaged(
    state: Path, changes: dict[str, object]
) -> None:
    file = state / "identity.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))
    with pytest.raises(Trouble, match="is damaged") as caught:
        identity.load(state)
    assert caught.value.code == identity.NOT_ENROLLED


def test_what_is_foreign_in_the_spool_is_left_alone_and_what_waits_is_delivered(
    state: Path, opened: tuple[Door, Identity]
) -> None:
    """Among them what no program can read, or would wait for for ever."""
    here, _ = opened
    spool = state / "spool"
    for number in range(1, 5):
        body = zlib.compress(json.dumps({"seq": number, "events": []}).encode())
        Spool(spool, 1 << 20).put(body, keep=number == 1)
    torn = max(spool.glob("*-s.batch"))
    torn.write_bytes(torn.read_bytes()[:-1])
    foreign = litter(spool)
    here.batches.clear()
    with running(state) as agent:
        here.wait_for(4)
        agent.waits_for(lambda: agent.status()[0] == 0)
        assert agent.said() == []
        assert "lost: 1 batches torn" in agent.status()[1]
    assert {1, 2, 3} <= {batch["seq"] for batch in here.batches}
    assert sorted(one.name for one in spool.iterdir()) == foreign


def litter(spool: Path) -> list[str]:
    """What a technician, a program or a disk may leave there; their names."""
    (spool / "000000000900-s.batch").mkdir()
    (spool / "000000000901-k.batch.part").mkdir()
    os.mkfifo(spool / "000000000902-s.batch")
    (spool / "000000000903-s.batch").symlink_to("/nowhere")
    (spool / "000000000904-s.batch.part").symlink_to("/dev/zero")
    for name in ("notes.txt", "x.part", "1-s.batch", "Copy of 000000000001-s.batch"):
        (spool / name).write_text("not ours")
    return sorted({*(one.name for one in spool.glob("00000000090*")), *_NAMED})


_NAMED = ("notes.txt", "x.part", "1-s.batch", "Copy of 000000000001-s.batch")


def test_a_spool_that_could_not_be_looked_at_is_when_it_can_be(tmp_path: Path) -> None:
    """What waits in it keeps its number, and is delivered without a new start."""
    before = Spool(tmp_path / "spool", 1 << 20)
    before.put(b"old", keep=False)
    (tmp_path / "spool").rename(tmp_path / "away")
    (tmp_path / "spool").write_text("in the way")
    spool = Spool(tmp_path / "spool", 1 << 20)
    assert "what is in its place is no folder: take that away" in spool.trouble
    spool.put(b"new", keep=False)
    (tmp_path / "spool").unlink()
    (tmp_path / "away").rename(tmp_path / "spool")
    spool.put(b"newer", keep=False)
    assert spool.trouble == ""
    assert [spool.get(name) for name in spool.names()] == [b"old", b"new", b"newer"]


def test_a_folder_that_was_removed_is_made_again(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", 1 << 20)
    spool.put(b"lost with it", keep=True)
    shutil.rmtree(tmp_path / "spool")
    spool.put(b"new", keep=False)
    assert spool.trouble == ""
    assert [spool.get(name) for name in spool.names()] == [None, b"new"]
    assert (spool.lost.torn, spool.lost_facts) == (1, True)

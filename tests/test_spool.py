"""The spool: whatever happens to the machine, at most the torn record is lost, and counted."""

from __future__ import annotations

import errno
import os
import random
from pathlib import Path

import pytest

from agent.delivery.spool import Spool
from tests.flushes import Flush, watched

BODIES = [os.urandom(200) for _ in range(4)]


def filled(folder: Path, limit: int = 1 << 20) -> Spool:
    spool = Spool(folder, limit)
    for body in BODIES:
        spool.put(body, keep=False)
    return spool


def content(spool: Spool) -> list[bytes]:
    found = [spool.get(name) for name in spool.names()]
    return [body for body in found if body is not None]


def test_what_waits_survives_a_restart_byte_for_byte(tmp_path: Path) -> None:
    filled(tmp_path)
    assert content(Spool(tmp_path, 1 << 20)) == BODIES


def test_a_new_batch_comes_after_those_that_wait(tmp_path: Path) -> None:
    filled(tmp_path)
    again = Spool(tmp_path, 1 << 20)
    again.put(b"new", keep=False)
    assert content(again)[-1] == b"new"


def test_a_record_cut_at_any_byte_is_dropped_and_counted_and_the_rest_lives(tmp_path: Path) -> None:
    filled(tmp_path)
    last = max(tmp_path.glob("*.batch"))
    whole = last.read_bytes()
    for length in range(len(whole)):
        last.write_bytes(whole[:length])
        spool = Spool(tmp_path, 1 << 20)
        assert content(spool) == BODIES[:-1]
        assert spool.lost.torn == 1


def test_flipped_bits_never_reach_the_collector(tmp_path: Path) -> None:
    rng = random.Random(7)
    for _ in range(100):
        for old in tmp_path.glob("*"):
            old.unlink()
        filled(tmp_path)
        victim = rng.choice(sorted(tmp_path.glob("*.batch")))
        spoiled = bytearray(victim.read_bytes())
        spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
        victim.write_bytes(bytes(spoiled))
        spool = Spool(tmp_path, 1 << 20)
        assert all(body in BODIES for body in content(spool))
        assert spool.lost.torn == 1


def test_a_half_written_file_is_cleared_and_counted(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "000000000009-s.batch.part").write_bytes(b"MKZ1half")
    spool = Spool(tmp_path, 1 << 20)
    assert spool.lost.torn == 1
    assert content(spool) == BODIES
    assert not list(tmp_path.glob("*.part"))


def test_the_oldest_samples_go_first_and_facts_last(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 1000)
    spool.put(b"f" * 300, keep=True)
    for n in range(5):
        spool.put(bytes([n]) * 300, keep=False)
    assert content(spool) == [b"f" * 300, bytes([3]) * 300, bytes([4]) * 300][-3:]
    assert spool.lost.dropped == 3
    assert spool.size <= 1000


def test_a_full_disk_keeps_batches_in_memory_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = filled(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("agent.delivery.shelf.os.fsync", full)
        spool.put(b"waits", keep=False)
    assert "No space left on device" in spool.trouble
    assert content(spool) == [*BODIES, b"waits"]
    spool.put(b"later", keep=False)
    assert spool.trouble == ""


def test_a_folder_that_cannot_be_made_costs_nothing_but_durability(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    spool = Spool(tmp_path / "file" / "spool", 1 << 20)
    spool.put(b"waits", keep=False)
    assert spool.trouble
    assert content(spool) == [b"waits"]


def test_what_arrived_is_gone(tmp_path: Path) -> None:
    spool = filled(tmp_path)
    spool.drop(spool.names()[0])
    assert content(Spool(tmp_path, 1 << 20)) == BODIES[1:]


def test_a_batch_is_flushed_whole_before_it_has_its_name_and_its_name_after_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path, 1 << 20)
    flushed = watched(tmp_path, monkeypatch)
    spool.put(b"body", keep=False)
    [name] = spool.names()
    assert flushed == [
        Flush(f"{name}.part", 8 + len(b"body"), [f"{name}.part"]),
        Flush(tmp_path.name, 0, [name]),
    ]

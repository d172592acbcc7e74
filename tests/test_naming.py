"""Which machine a batch is of: clones, rebuilt machines, junk, moves; and what a person settles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Batch, Block, Clock, Series
from collector.organisation.scope import REGION
from collector.register import changes
from collector.store.state import voices
from collector.words.doubts import told
from collector.words.text import text_for
from tests import test_pipeline as batches
from tests.standing import SITE, Parts, parts

NOW, DAY, ONE, TWO, THREE = batches.NOW, batches.DAY, batches.ONE, batches.TWO, batches.THREE
HP: dict[str, Any] = {
    "vendor": "HP",
    "serial": "CZC1234ABC",
    "uuid": "85f30e82-9f38-694a-8840-2f8b0cf5d3d0",
    "board_vendor": "HP",
    "board_serial": "PFABC12345",
}
COPY = {
    **HP,
    "serial": "CZC7777XYZ",
    "uuid": "22f30e82-9f38-694a-8840-2f8b0cf5d3bb",
    "board_serial": "PFCLONE777",
}


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        for agent in (ONE, TWO, THREE):
            batches.enrolled(opened, agent)
        yield opened


def disks(serial: str) -> list[dict[str, Any]]:
    return [{"name": "sda", "serial": serial, "model": "X", "size": 256_000_000_000}]


def nics(*macs: str) -> list[dict[str, Any]]:
    return [{"name": f"eth{n}", "mac": mac, "virtual": False} for n, mac in enumerate(macs)]


def machine(
    whole: dict[str, Any] = HP,
    disk: str = "S3Z8NX0M123",
    mac: str = "94:40:c9:3b:11:02",
    host: str = "pc-1",
    **more: Any,
) -> dict[str, Any]:
    return batches.hosted(host, machine=whole, disks=disks(disk), interfaces=nics(mac), **more)


def copied(**more: Any) -> dict[str, Any]:
    """A machine of other hardware that runs a copy of the disk."""
    return machine(COPY, "Y5D0QLM88", "94:40:c9:77:00:01", **more)


def batch(
    facts: dict[str, Any] | None = None,
    at: int = NOW,
    agent: str = ONE,
    boot: str = "b",
    up: int = DAY,
    **more: Any,
) -> Batch:
    """A batch of a machine that has been up so long."""
    made = batches.made(agent, seq=int(at - NOW + up), at=at, facts=facts or {}, **more)
    return made._replace(clock=Clock(at, float(up), boot))


def run(inside: Parts, *made: Batch) -> None:
    batches.run(inside, *made)


def rows(inside: Parts) -> list[Any]:
    return sorted(inside.rows("asset"), key=lambda row: row.first_seen)


def doubts(inside: Parts) -> list[str | None]:
    """Why people must look, the oldest asset first."""
    text = text_for("en")
    return [told(text, row.contradiction) if row.contradiction else None for row in rows(inside)]


def keys(inside: Parts, asset_id: str) -> set[str]:
    return {row.kind for row in inside.rows("asset_key") if row.asset == asset_id}


def shared(inside: Parts) -> set[str]:
    return {row.kind for row in inside.rows("shared_key")}


def memory(size: int) -> dict[str, Any]:
    return {"installed": size << 30}


# --- contradictions ------------------------------------------------------------------------------


def test_one_uuid_on_two_serials_is_shown_to_a_person_never_merged(inside: Parts) -> None:
    run(inside, batch(batches.hosted("pc-1", machine=batches.MACHINE)))
    other = {**batches.MACHINE, "serial": "CZC9999ZZZ"}
    run(inside, batch(batches.hosted("pc-2", machine=other), NOW + 1, TWO, "c"))
    first, _ = rows(inside)
    assert doubts(inside) == [None, f"same UUID as asset {first.id}, another serial number"]


def test_a_copy_of_a_disk_gets_an_asset_of_its_own_and_nothing_is_mixed(inside: Parts) -> None:
    """One agent with one secret on two machines, which speak by turns."""
    for n in range(3):
        at = NOW + 600 * n
        run(inside, batch(machine(memory=memory(16)), at, boot="old", up=DAY + 600 * n))
        run(inside, batch(copied(memory=memory(2)), at + 300, boot="new", up=500 + 600 * n))
    first, second = rows(inside)
    assert (first.host, second.host) == ("pc-1", f"pc-1~{second.id}")
    why = f"same agent as asset {first.id}, another serial number, UUID, serial number of the board"
    assert doubts(inside) == [None, why]
    assert batches.facts_of(inside, first.id)["memory"] == memory(16)
    assert batches.facts_of(inside, second.id)["memory"] == memory(2)
    assert inside.rows("fact_history") == []
    flips = [(row.asset, row.after) for row in inside.rows("flip") if row.rule == "HW-01"]
    assert len(flips) == len(set(flips))


def memory_used(at: int, used: int) -> list[Block]:
    return [Block(at, 60, 1, [Series("mem", {}, {"used": [used]})])]


def used(inside: Parts, asset_id: str) -> list[int]:
    found = [
        row.rows[0]["fields"]["used"] for row in inside.rows("latest") if row.asset == asset_id
    ]
    return [int(value) for value in found]


def test_samples_alone_are_the_machines_whose_boot_they_come_from(inside: Parts) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    run(inside, batch(copied(), NOW + 100, boot="new", up=500))
    run(inside, batch(None, NOW + 200, boot="old", up=DAY + 200, blocks=memory_used(NOW + 200, 1)))
    run(inside, batch(None, NOW + 300, boot="new", up=700, blocks=memory_used(NOW + 300, 2)))
    first, second = rows(inside)
    assert (used(inside, first.id), used(inside, second.id)) == ([1], [2])


def test_what_nobody_can_place_stays_in_the_journal_until_hardware_tells(inside: Parts) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    run(inside, batch(copied(), NOW + 100, boot="new", up=500))
    late = memory_used(NOW + 200, 9)
    run(inside, batch(None, NOW + 200, boot="third", up=60, blocks=late))
    first, second = rows(inside)
    assert used(inside, first.id) == used(inside, second.id) == []
    assert [row.want_facts for row in inside.rows("agent") if row.id == ONE] == [True]
    with inside.engine.begin() as connection:
        [waits] = voices.waiting(connection)
        assert (waits.id, waits.batches) == (ONE, 1)
    run(inside, batch(copied(), NOW + 210, boot="third", up=70))
    run(inside, batch(None, NOW + 300, up=160, boot="third", blocks=memory_used(NOW + 300, 3)))
    assert used(inside, second.id) == [3]
    with inside.engine.begin() as connection:
        heard = voices.hearing(connection, REGION, second.id)
        assert heard.of_it(ONE, "third")
        assert not heard.of_it(ONE, "old")
        assert not voices.hearing(connection, REGION, first.id).of_it(ONE, "third")
        assert voices.hearing(connection, REGION, first.id).of_it(ONE, "old")


def test_two_machines_from_one_snapshot_share_even_the_boot(inside: Parts) -> None:
    for n in range(3):
        at = NOW + 600 * n
        run(inside, batch(machine(), at, up=DAY + 600 * n))
        run(inside, batch(copied(), at + 300, up=DAY + 600 * n + 300))
    assert len(rows(inside)) == 2
    run(inside, batch(None, NOW + 9000, up=DAY + 9000, blocks=memory_used(NOW + 9000, 9)))
    assert inside.rows("latest") == []


def test_firmware_that_tells_another_uuid_at_each_start_makes_no_new_assets(
    inside: Parts,
) -> None:
    """Its serial number and its disks say that it is the same; its UUIDs are not kept for ever."""
    for n in range(6):
        whole = {**HP, "uuid": f"{n}5f30e82-9f38-694a-8840-2f8b0cf5d3d0"}
        run(inside, batch(machine(whole), NOW + 600 * n, boot=f"b{n}", up=100))
    assert doubts(inside) == [None]
    assert sum(row.kind == "uuid" for row in inside.rows("asset_key")) <= 3


def test_a_copy_that_enrols_anew_has_its_asset_and_the_original_its_agent(inside: Parts) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    run(inside, batch(copied(), NOW + 100, boot="new", up=500))
    batches.enrolled(inside, "4" * 32, previous=ONE, enrolled=NOW + 150)
    run(inside, batch(copied(), NOW + 200, "4" * 32, "new", up=600))
    first, second = rows(inside)
    bound = {row.id: (row.asset, row.revoked) for row in inside.rows("agent")}
    assert bound[ONE] == (first.id, None)
    assert bound["4" * 32] == (second.id, None)
    run(inside, batch(None, NOW + DAY, boot="next", up=60, blocks=memory_used(NOW + DAY, 4)))
    assert used(inside, first.id) == [4]  # it speaks for the original alone by now


def test_a_disk_that_was_put_into_a_machine_we_know_speaks_for_that_one(inside: Parts) -> None:
    run(inside, batch(machine(host="a"), NOW, boot="a"))
    run(inside, batch(machine(COPY, "OTHERDISK1", "94:40:c9:77:00:01", "b"), NOW, TWO, "b"))
    moved = machine(COPY, "S3Z8NX0M123", "94:40:c9:77:00:01", "a")
    run(inside, batch(moved, NOW + 9000, ONE, "c", up=60))
    assert len(rows(inside)) == 2
    second = next(row for row in rows(inside) if row.host == "b")
    assert second.contradiction is None
    [event] = [row for row in inside.rows("event") if row.kind == "agent_moved"]
    assert event.asset == second.id


# --- one machine, however it comes ----------------------------------------------------------------


def test_a_machine_with_a_new_disk_and_system_is_the_same_machine(inside: Parts) -> None:
    """Its state is lost, and with it its agent's id, twenty minutes after the last batch."""
    run(inside, batch(machine(), NOW, boot="old"))
    run(inside, batch(machine(disk="WXK1A90P7T"), NOW + 1200, TWO, "new", up=300))
    run(inside, batch(machine(disk="WXK1A90P7T"), NOW + 9 * DAY, THREE, "third", up=300))
    assert len(rows(inside)) == 1
    assert doubts(inside) == [None]
    assert shared(inside) == set()


def test_keys_that_are_not_told_stay(inside: Parts) -> None:
    """Once without root; and a day later enrolled anew."""
    run(inside, batch(machine(), NOW))
    [one] = rows(inside)
    run(inside, batch(machine({"vendor": "HP"}), NOW + 300))
    assert keys(inside, one.id) >= {"serial", "uuid", "board", "disk", "mac"}
    run(inside, batch(machine(mac="94:40:c9:3b:11:99"), NOW + DAY, TWO, "new", up=60))
    assert len(rows(inside)) == 1
    macs = {row.value for row in inside.rows("asset_key") if row.kind == "mac"}
    assert macs == {"9440c93b1199"}  # what is told is as it is now


def test_another_spelling_of_the_maker_is_no_other_machine(inside: Parts) -> None:
    run(inside, batch(machine({**HP, "vendor": "Hewlett-Packard"}), NOW))
    later = {**HP, "vendor": "HP Inc.", "board_vendor": "Hewlett-Packard Company"}
    run(inside, batch(machine(later), NOW + 300))
    assert doubts(inside) == [None]


def test_names_of_machines_differ_in_more_than_case(inside: Parts) -> None:
    run(inside, batch(machine(host="DESKTOP-1"), NOW))
    run(inside, batch(copied(host="desktop-1"), NOW + 1, TWO, "c"))
    assert rows(inside)[1].host.startswith("desktop-1~")


def test_a_move_is_an_event(inside: Parts) -> None:
    run(inside, batch(machine(), NOW))
    batches.enrolled(inside, "4" * 32, site="babati-tc-hq", previous=ONE)
    run(inside, batch(machine(), NOW + 300, "4" * 32, up=DAY + 300))
    [one] = rows(inside)
    assert (one.org, one.site) == ("babati-tc", "babati-tc-hq")
    [event] = inside.rows("event")
    assert (event.kind, event.detail) == ("moved", {"from": SITE, "to": "babati-tc-hq"})


def test_an_asset_that_proves_to_be_another_is_retired_with_its_verdicts(inside: Parts) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    batches.enrolled(inside, "4" * 32, hostname="pc-1", previous=ONE)
    run(inside, batch({"os": {"hostname": "pc-1", "graphical": False}}, NOW + 7200, "4" * 32, up=9))
    _, second = rows(inside)
    assert [row for row in inside.rows("verdict") if row.asset == second.id] != []
    run(inside, batch(machine(), NOW + 7260, "4" * 32, up=69))
    assert [row.state for row in rows(inside)] == ["in_use", "retired"]
    assert [row for row in inside.rows("verdict") if row.asset == second.id] == []


# --- two machines that bear the same --------------------------------------------------------------


JUNK = {"vendor": "NoName", "serial": "AB12CD34", "uuid": "77f30e82-9f38-694a-8840-2f8b0cf5d3d0"}


def test_what_two_machines_bear_side_by_side_is_learned_to_be_junk(inside: Parts) -> None:
    run(inside, batch(machine(JUNK, "DISK000001", "94:40:c9:00:00:01", "a"), NOW, ONE, "a"))
    run(inside, batch(machine(JUNK, "DISK000002", "94:40:c9:00:00:02", "b"), NOW + 60, TWO, "b"))
    assert len(rows(inside)) == 2
    assert doubts(inside) == [None, None]
    assert shared(inside) == {"serial", "uuid"}
    run(inside, batch(machine(JUNK, "DISK000003", "94:40:c9:00:00:03", "c"), NOW + 90, THREE, "c"))
    assert doubts(inside) == [None, None, None]


def test_two_that_nothing_tells_apart_are_shown_to_a_person(inside: Parts) -> None:
    plain = batches.hosted("vm", machine=JUNK)
    run(inside, batch(plain, NOW, ONE, "a"))
    run(inside, batch(plain, NOW + 60, TWO, "b"))
    first = rows(inside)[0]
    why = f"same serial number, UUID as asset {first.id}, and both run at the same time"
    assert doubts(inside) == [None, why]
    assert shared(inside) == set()


def test_two_that_were_taken_for_one_are_parted_when_both_run(inside: Parts) -> None:
    """The second was switched on after the first had last been heard of; then both speak."""
    plain = batches.hosted("vm", machine=JUNK)
    run(inside, batch(plain, NOW, ONE, "a"))
    batches.enrolled(inside, "4" * 32, enrolled=NOW + 100)
    run(inside, batch(plain, NOW + 900, "4" * 32, "b", up=60))
    assert len(rows(inside)) == 1
    run(inside, batch(None, NOW + 1500, ONE, "a", up=DAY + 1500))
    run(inside, batch(plain, NOW + 1800, "4" * 32, "b", up=960))
    assert len(rows(inside)) == 2
    assert doubts(inside)[1] is not None


def test_one_machine_with_two_systems_is_one_machine(inside: Parts) -> None:
    """Linux in the morning, Windows after lunch: never at the same time."""
    for n, (agent, boot) in enumerate([(ONE, "l1"), (TWO, "w1"), (ONE, "l2"), (TWO, "w2")]):
        run(inside, batch(machine(), NOW + 900 * n, agent, boot, up=300))
    assert len(rows(inside)) == 1
    assert doubts(inside) == [None]


def test_two_agents_on_one_machine_are_shown_until_a_person_has_looked(inside: Parts) -> None:
    run(inside, batch(machine(), NOW))
    batches.enrolled(inside, "4" * 32, enrolled=NOW + 100)
    run(inside, batch(machine(), NOW + 200, "4" * 32, up=DAY + 200))
    run(inside, batch(None, NOW + 300, up=DAY + 300))
    [one] = rows(inside)
    assert doubts(inside) == [f"two agents speak for it, one of them is {'4' * 8}"]
    with inside.engine.begin() as connection:
        changes.settle(connection, one.id, "asha", NOW)
    run(inside, batch(None, NOW + 600, up=DAY + 600))
    assert doubts(inside) == [None]

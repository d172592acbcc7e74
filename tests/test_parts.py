"""A part that came, went or moved is an event; a replaced board is no new machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.report import Row
from collector.steps.parts import all_of, changed
from collector.store.state import whereabouts
from tests import test_pipeline as batches
from tests.standing import Parts, parts
from tests.test_naming import COPY, DAY, HP, NOW, ONE, TWO, batch, disks, doubts, machine, rows, run

THREE = batches.THREE


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        for agent in (ONE, TWO, THREE):
            batches.enrolled(opened, agent)
        yield opened


def module(slot: str, serial: str = "", **more: Any) -> dict[str, Any]:
    told = {"slot": slot, "part": "M471A1K43DB1-CTD", "size": 8 << 30, "serial": serial, **more}
    return {name: value for name, value in told.items() if value != ""}


def modules(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"modules": list(rows)}


def told(inside: Parts, asset: str) -> list[tuple[str, dict[str, str]]]:
    return [(row.kind, row.detail) for row in inside.rows("event") if row.asset == asset]


# --- what changed, by itself ---------------------------------------------------------------------


def names(before: dict[str, Any], now: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Places of what came, and of what went."""
    found = changed(before, now)
    return [part.place for part in found.came], [part.place for part in found.went]


def test_a_module_that_only_changed_its_slot_neither_came_nor_went() -> None:
    before = {"memory": modules(module("A1", "36EBB1C4"), module("B1", "36EBB1C5"))}
    now = {"memory": modules(module("B1", "36EBB1C4"), module("A1", "36EBB1C5"))}
    assert names(before, now) == ([], [])


def test_without_serials_a_part_is_known_by_what_and_where_it_is() -> None:
    before = {"memory": modules(module("A1"), module("B1"))}
    assert names(before, before) == ([], [])
    assert names(before, {"memory": modules(module("A1"))}) == ([], ["B1"])
    other = {"memory": modules(module("A1"), module("B1", part="KVR26S19S8/8"))}
    assert names(before, other) == (["B1"], ["B1"])


def test_who_may_read_serials_no_more_has_the_same_parts() -> None:
    with_serials = {"memory": modules(module("A1", "36EBB1C4"), module("B1", "36EBB1C5"))}
    without = {"memory": modules(module("A1"), module("B1"))}
    assert names(with_serials, without) == ([], [])
    assert names(without, with_serials) == ([], [])


def test_what_is_not_told_did_not_go() -> None:
    before = {"memory": modules(module("A1", "36EBB1C4")), "disks": disks("S3Z8NX0M123")}
    assert names(before, {"memory": {"visible": 5}}) == ([], [])
    assert names(before, {}) == ([], [])
    assert names({}, before) == ([], [])


def test_what_comes_and_goes_by_nature_is_no_part() -> None:
    stick: Row = {"name": "sdb", "serial": "4C530001", "model": "Cruzer", "bus": "usb"}
    card: Row = {"name": "mmc", "serial": "0x1234abcd", "model": "SD", "removable": True}
    made_up: Row = {"name": "veth", "mac": "02:42:ac:11:00:02"}
    nic: Row = {"name": "eth0", "mac": "94:40:c9:3b:11:02", "driver": "e1000e"}
    found = all_of({"disks": [stick, card], "interfaces": [made_up, nic]})
    assert [(part.kind, part.place) for part in found] == [("network_adapter", "eth0")]


# --- in the register -----------------------------------------------------------------------------


def test_a_machine_seen_for_the_first_time_tells_no_news(inside: Parts) -> None:
    run(inside, batch(machine(memory=modules(module("A1", "36EBB1C4")))))
    assert inside.rows("event") == []


def test_memory_that_went_and_memory_that_came_are_events(inside: Parts) -> None:
    run(inside, batch(machine(memory=modules(module("A1", "36EBB1C4"), module("B1", "36EBB1C5")))))
    run(inside, batch(machine(memory=modules(module("A1", "36EBB1C4"))), NOW + 600))
    run(
        inside,
        batch(
            machine(memory=modules(module("A1", "36EBB1C4"), module("B1", "9F00AA17"))), NOW + 1200
        ),
    )
    [one] = rows(inside)
    part = {"part": "memory module", "name": "M471A1K43DB1-CTD", "place": "B1"}
    assert told(inside, one.id) == [
        ("part_went", {**part, "serial": "36EBB1C5"}),
        ("part_came", {**part, "serial": "9F00AA17"}),
    ]


def test_a_batch_that_was_long_on_its_way_tells_no_parts(inside: Parts) -> None:
    run(inside, batch(machine(memory=modules(module("A1", "36EBB1C4")))))
    run(inside, batch(machine(memory=modules(module("A1", "0000BEEF"))), NOW - 600))
    assert inside.rows("event") == []


def test_a_disk_that_was_put_into_another_machine_moved(inside: Parts) -> None:
    """Told by both: where it was, and where it is. That it went from the first is no news then."""
    run(inside, batch(machine(), NOW, boot="old"))
    other = {**COPY}
    run(
        inside,
        batch(machine(other, "Y5D0QLM88", "94:40:c9:77:00:01", host="pc-2"), NOW + 60, TWO, "b"),
    )
    both = {**machine(other, "Y5D0QLM88", "94:40:c9:77:00:01", host="pc-2")}
    both["disks"] = [*disks("Y5D0QLM88"), {**disks("S3Z8NX0M123")[0], "name": "sdb"}]
    run(inside, batch(both, NOW + 600, TWO, "b", up=DAY + 540))
    run(inside, batch(machine(disk="NEWDISK771"), NOW + 1200, boot="new", up=300))
    first, second = rows(inside)
    disk = {"part": "disk", "name": "X"}
    moved = {**disk, "serial": "S3Z8NX0M123", "place": "sdb"}
    assert told(inside, first.id) == [
        ("part_moved", {**moved, "to": second.id}),
        ("part_came", {**disk, "serial": "NEWDISK771", "place": "sda"}),
    ]
    assert told(inside, second.id) == [("part_moved", {**moved, "from": first.id})]


def test_a_number_that_several_machines_bear_tells_no_moves_for_ever(inside: Parts) -> None:
    same = modules(module("A1", "12AB34CD"))
    for n in range(6):
        agent = f"{n + 5}" * 32
        batches.enrolled(inside, agent)
        own = {
            **HP,
            "serial": f"CZC000{n}AB",
            "uuid": f"{n}5f30e82-9f38-694a-8840-2f8b0cf5d3d0",
            "board_serial": f"PF{n}XYZ99",
        }
        here = machine(own, f"DISK77{n}X", f"94:40:c9:00:00:0{n}", f"pc-{n}", memory=same)
        run(inside, batch(here, NOW + n, agent, f"boot{n}"))
    moves = [row for row in inside.rows("event") if row.kind == "part_moved"]
    assert len(moves) == 2 * 2
    assert doubts(inside) == [None] * 6


def test_a_machine_that_makes_numbers_up_does_not_fill_the_table(inside: Parts) -> None:
    for n in range(6):
        made_up = modules(*(module(f"S{i}", f"X{n}Y{i}Z77") for i in range(100)))
        run(inside, batch(machine(memory=made_up), NOW + n))
    assert len(inside.rows("part")) <= whereabouts._MOST


# --- a replaced board ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "after",
    [
        {**HP, "board_serial": "PFNEW99999"},
        {**HP, "board_serial": "PFNEW99999", "uuid": "33330e82-9f38-694a-8840-2f8b0cf5d3dd"},
        {"vendor": "HP", "board_vendor": "HP", "board_serial": "PFNEW99999"},
        {**HP, "serial": "To be filled by O.E.M.", "uuid": "33330e82-9f38-694a-8840-2f8b0cf5d3dd",
         "board_serial": "PFNEW99999"},
    ],
    ids=["board alone", "board and UUID", "nothing else told", "serial not written"],
)  # fmt: skip
def test_a_replaced_board_is_an_event_and_no_new_asset(
    inside: Parts, after: dict[str, Any]
) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    repaired = machine(after, mac="94:40:c9:55:66:77")
    run(inside, batch(repaired, NOW + 7200, boot="new", up=300))
    [one] = rows(inside)
    assert doubts(inside) == [None]
    assert ("board_replaced", {"from": "PFABC12345", "to": "PFNEW99999"}) in told(inside, one.id)


def test_what_was_told_before_the_repair_and_comes_late_is_of_the_same_machine(
    inside: Parts,
) -> None:
    run(inside, batch(machine(), NOW, boot="old"))
    after = {**HP, "board_serial": "PFNEW99999", "uuid": "33330e82-9f38-694a-8840-2f8b0cf5d3dd"}
    run(inside, batch(machine(after), NOW + 7200, boot="new", up=300))
    run(inside, batch(machine(), NOW + 60, boot="old", up=DAY + 60))
    assert len(rows(inside)) == 1
    assert doubts(inside) == [None]
    assert batches.facts_of(inside, rows(inside)[0].id)["machine"]["board_serial"] == "PFNEW99999"


def test_two_that_run_side_by_side_by_one_identity_are_no_repair(inside: Parts) -> None:
    """The case says the same (a maker's blunder), the boards differ, and neither was off."""
    run(inside, batch(machine(), NOW, boot="one"))
    twin = machine({**HP, "board_serial": "PFNEW99999"}, "OTHERDISK1", "94:40:c9:55:66:77")
    run(inside, batch(twin, NOW + 60, boot="two", up=5 * DAY))
    assert len(rows(inside)) == 2
    assert doubts(inside)[1] is not None


def test_a_disk_in_a_machine_with_another_serial_is_no_repair(inside: Parts) -> None:
    """The agent went with its disk: that is a machine of its own."""
    run(inside, batch(machine(), NOW, boot="old"))
    run(inside, batch(machine(COPY, mac="94:40:c9:77:00:01"), NOW + 7200, boot="new", up=300))
    assert len(rows(inside)) == 2

"""Identity: hardware decides, junk never does, and contradictions are never merged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.identity.keys import Key, keys_of, mac, serial, swapped, uuid
from collector.identity.match import ENOUGH, contradicts, identify, score

NONE: frozenset[Key] = frozenset()


def machine(**facts: Any) -> frozenset[Key]:
    base = {"vendor": "HP", "serial": "CZC1234ABC", "uuid": "85f30e82-9f38-694a-8840-2f8b0cf5d3d0"}
    return keys_of({"machine": {**base, **facts}}, "a" * 32, "mbulu-dc")


@pytest.mark.parametrize(
    "junk",
    [
        "To Be Filled By O.E.M.",
        "System Serial Number",
        "0123456789",
        "123456789",
        "00000000",
        "1111111",
        "xxxxxxxxxxx",
        "None",
        "N/A",
        "",
        None,
        "abc",
        "Default string",
        "MB-1234567890",
        ".",
        "SN-12345",
        "N/A N/A",
        "INTEL",
        "Intel Corporation",
        "System SN",
        "sernum0",
        "Serial",
        "987654321",
        "Type1ProductConfigId",
    ],
)
def test_a_filler_is_no_serial(junk: str | None) -> None:
    assert serial(junk) is None


def test_what_the_maker_or_the_model_is_called_is_no_serial() -> None:
    named = {"vendor": "Kraftway", "model": "Credo KC36", "serial": "kraftway"}
    told = keys_of({"machine": {**named, "board_serial": "CREDO-KC36"}}, "a" * 32, "x")
    assert {key.kind for key in told} == {"agent"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hewlett-Packard", "HP Inc."),
        ("HPE", "HP"),
        ("Dell Inc.", "Dell Computer Corporation"),
        ("LENOVO", "Lenovo Group Limited"),
        ("ASUSTeK COMPUTER INC.", "ASUS"),
        ("Acer, Inc.", "acer"),
        ("Gigabyte Technology Co., Ltd.", "GIGABYTE"),
        ("Micro-Star International Co., Ltd.", "MSI"),
        ("FUJITSU SIEMENS", "FUJITSU CLIENT COMPUTING LIMITED"),
        ("Super Micro Computer, Inc.", "Supermicro"),
        ("Intel(R) Corporation", "Intel"),
    ],
)
def test_a_maker_is_one_however_it_is_spelled(one: str, other: str) -> None:
    assert machine(vendor=one) == machine(vendor=other)


def test_other_makers_are_others() -> None:
    makers = ["HP", "Dell Inc.", "LENOVO", "ASUS", "Acer", "GIGABYTE", "MSI", "Technology Ltd", ""]
    assert len({machine(vendor=maker) for maker in makers}) == len(makers)


@pytest.mark.parametrize("real", ["CZC1234ABC", "5CG9123XYZ", "VMware-56 4d e2", "1.2-A9-77Q"])
def test_a_real_serial_is_kept(real: str) -> None:
    assert serial(real) is not None


def test_a_uuid_is_the_same_in_both_byte_orders() -> None:
    plain = "850f3e82-9f38-694a-8840-2f8b0cf5d3d0"
    assert uuid(plain) == uuid(swapped(plain.replace("-", ""))) is not None


@pytest.mark.parametrize(
    "junk",
    [
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "03D40274-0435-05DC-8506-010700080009",
        "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "00000000-0000-0000-0000-000000000000",
        "6AB5B300-538D-1014-9FB5-B0684D007B53",
        "2",
        "Not Settable",
    ],
)
def test_a_board_makers_uuid_is_junk(junk: str) -> None:
    assert uuid(junk) is None


@pytest.mark.parametrize(
    "junk",
    [
        "02:fc:00:00:00:01",
        "00:05:9a:3c:7a:00",
        "00:ff:11:22:33:44",
        "00:50:56:c0:00:08",
        "33:50:6f:45:30:30",
        "00:00:00:00:00:00",
        "x",
        "",
    ],
)
def test_made_up_addresses_are_no_evidence(junk: str) -> None:
    assert mac(junk) is None


def test_virtual_interfaces_and_usb_disks_are_no_evidence() -> None:
    facts: Any = {
        "interfaces": [
            {"name": "eth0", "mac": "00:1b:21:aa:bb:cc", "virtual": False},
            {"name": "tun0", "mac": "00:1b:21:aa:bb:cd", "virtual": True},
        ],
        "disks": [{"name": "sdb", "serial": "STICK12345", "bus": "usb"}],
    }
    kinds = {(k.kind, k.value) for k in keys_of(facts, "a" * 32, "x") if k.kind != "agent"}
    assert kinds == {("mac", "001b21aabbcc")}


def test_the_same_hardware_is_the_same_asset_whatever_its_name_and_agent() -> None:
    before = machine() | {Key("hostname", "mbulu-dc/pc-1")}
    after = keys_of(
        {"machine": {"vendor": "HP", "serial": "CZC1234ABC"}, "os": {"hostname": "new-name"}},
        "b" * 32,
        "mbulu-dc",
    )
    assert identify(after, {"asset1": before}, NONE).asset == "asset1"


def test_a_name_alone_never_makes_two_machines_one() -> None:
    ours = keys_of({"os": {"hostname": "DESKTOP-1"}}, "a" * 32, "x")
    theirs = keys_of({"os": {"hostname": "DESKTOP-1"}}, "b" * 32, "x")
    assert identify(ours, {"asset1": theirs}, NONE) == (None, None)


def test_one_uuid_on_two_serials_is_a_contradiction_for_a_person() -> None:
    found = identify(machine(serial="CZC9999ZZZ"), {"asset1": machine()}, NONE)
    assert found.asset is None
    assert found.contradiction == ("asset1", ("uuid",), ("serial",))


def test_a_key_that_several_machines_bear_says_nothing() -> None:
    ours = machine(serial="CZC9999ZZZ")
    shared = frozenset(k for k in ours if k.kind in ("uuid", "agent"))
    assert identify(ours, {"asset1": machine()}, shared) == (None, None)


def test_without_firmware_an_agent_needs_one_more_key() -> None:
    ours = keys_of({"os": {"machine_id": "3d1219c7c4c5404aaa1f6d2a48adfda4"}}, "a" * 32, "x")
    assert score(ours, ours) >= ENOUGH
    assert identify(ours, {"asset1": ours}, NONE).asset == "asset1"


DISKS = frozenset({Key("disk", "d1"), Key("disk", "d2")})
MACS = frozenset({Key("mac", "m1"), Key("mac", "m2")})
OTHERS = frozenset({Key("disk", "d3"), Key("mac", "m3")})


@pytest.mark.parametrize(
    ("ours", "theirs", "against"),
    [
        (DISKS | MACS, OTHERS, ("disk", "mac")),
        (DISKS | MACS, OTHERS | {Key("mac", "m1")}, ()),  # a new disk
        (DISKS | MACS, OTHERS | {Key("disk", "d1")}, ()),  # a dock with another interface
        (DISKS | MACS, frozenset({Key("disk", "d3")}), ()),
        (machine() | DISKS | MACS, machine() | OTHERS, ()),  # its board says that it is the same
        (machine(), machine(serial="CZC9999ZZZ"), ("serial",)),
    ],
)
def test_what_shows_that_hardware_is_anothers(
    ours: frozenset[Key], theirs: frozenset[Key], against: tuple[str, ...]
) -> None:
    assert contradicts(ours, theirs) == contradicts(theirs, ours) == against


KEYS = st.frozensets(
    st.builds(
        Key,
        st.sampled_from(["serial", "uuid", "board", "disk", "mac", "agent", "hostname"]),
        st.sampled_from(["one", "two", "three"]),
    )
)


@given(KEYS, KEYS)
def test_likeness_is_symmetric(ours: frozenset[Key], theirs: frozenset[Key]) -> None:
    assert score(ours, theirs) == score(theirs, ours)
    one = identify(ours, {"x": theirs}, NONE)
    other = identify(theirs, {"x": ours}, NONE)
    assert one.asset == other.asset


@given(
    KEYS, st.lists(st.tuples(st.sampled_from("abcdef"), KEYS), max_size=5, unique_by=lambda p: p[0])
)
def test_the_order_of_candidates_decides_nothing(
    ours: frozenset[Key], known: list[tuple[str, frozenset[Key]]]
) -> None:
    assert identify(ours, dict(known), NONE) == identify(ours, dict(reversed(known)), NONE)


@given(KEYS, KEYS)
def test_machines_that_contradict_are_never_merged(
    ours: frozenset[Key], theirs: frozenset[Key]
) -> None:
    for kind in ("serial", "uuid", "board"):
        mine = {k.value for k in ours if k.kind == kind}
        other = {k.value for k in theirs if k.kind == kind}
        if mine and other and not mine & other:
            assert identify(ours, {"x": theirs}, NONE).asset is None

"""Power supplies, batteries, security chips and makers of memory, beside dmidecode's own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.smbios.jedec import maker
from agent.smbios.machine import machine
from agent.smbios.memory import memory
from agent.smbios.power import batteries, power_supplies
from agent.smbios.processor import processors
from agent.smbios.table import parse_dump
from agent.smbios.tpm import tpm
from tests.smbios_machines import MACHINES
from tests.test_smbios import DUMPS, ENTRY_3, blocks, read, size_of, structure, told

pytestmark = pytest.mark.needs("dmidecode")


def dumped(tmp_path: Path, *parts: bytes) -> Path:
    """A dump of these structures, with the length of its table in the entry point."""
    body = b"".join(parts) + structure(127, b"")
    head = ENTRY_3[:12] + len(body).to_bytes(4, "little") + (32).to_bytes(8, "little")
    entry = bytearray(head.ljust(32, b"\0"))
    entry[6] = 24
    entry[5] = -sum(entry[:24]) % 256
    file = tmp_path / "dump.bin"
    file.write_bytes(bytes(entry) + body)
    return file


def supply(watts: int, flags: int) -> bytes:
    body = bytes((1, 1, 2, 3, 4, 0, 5, 0)) + watts.to_bytes(2, "little")
    body += flags.to_bytes(2, "little") + b"\xff" * 6
    return structure(39, body, "Bay 1", "PWR SPLY,750W", "DELL", "CN1797262H01XK", "0F28T9A00")


@pytest.mark.parametrize(("watts", "flags"), [(750, 0x08A2), (0x8000, 0x0000), (460, 0x08A6)])
def test_a_power_supply_is_what_dmidecode_says(tmp_path: Path, watts: int, flags: int) -> None:
    file = dumped(tmp_path, supply(watts, flags))
    [said], [row] = blocks(file, 39), power_supplies(read(file))
    assert (row["place"], row["name"], row["vendor"]) == ("Bay 1", "PWR SPLY,750W", "DELL")
    assert (row["serial"], row["model"]) == (said["Serial Number"], said["Model Part Number"])
    capacity = said["Max Power Capacity"]
    assert row.get("watts") == (None if capacity == "Unknown" else int(capacity.split()[0]))
    assert row["plugged"] is (said["Plugged"] == "Yes")
    assert row["present"] is (said["Status"].startswith("Present"))


def battery(serial: bytes = b"\x12\x34", day: int = 0x4E4F) -> bytes:
    body = bytes((1, 2, 0, 0, 3, 6)) + (5200).to_bytes(2, "little") + (11400).to_bytes(2, "little")
    body += bytes((4, 255)) + serial + day.to_bytes(2, "little") + bytes((5, 10)) + bytes(4)
    return structure(22, body, "Sys. Battery Bay", "LGC-LGC3.65", "DELL 242WD6B", "1.0", "LION")


def test_a_battery_is_what_dmidecode_says(tmp_path: Path) -> None:
    file = dumped(tmp_path, battery())
    [said], [row] = blocks(file, 22), batteries(read(file))
    assert (row["name"], row["vendor"]) == (said["Name"], said["Manufacturer"])
    assert row["serial"] == said["SBDS Serial Number"]
    assert row["made"] == said["SBDS Manufacture Date"]
    assert f"{row['design']} mWh" == said["Design Capacity"]
    assert row["chemistry"] == "Li-ion"


def test_a_day_no_calendar_has_is_left_out(tmp_path: Path) -> None:
    [row] = batteries(read(dumped(tmp_path, battery(day=0x4FFF))))
    assert "made" not in row


@pytest.mark.parametrize(
    ("major", "firmware"),
    [(2, (7 << 16 | 85).to_bytes(4, "little")), (1, bytes((1, 2, 3, 17)))],
)
def test_a_security_chip_is_what_dmidecode_says(
    tmp_path: Path, major: int, firmware: bytes
) -> None:
    body = b"IFX\0" + bytes((major, 0 if major == 2 else 2)) + firmware + bytes(4)
    file = dumped(tmp_path, structure(43, body + bytes((1,)) + bytes(12), "TPM"))
    [said], chip = blocks(file, 43), tpm(read(file))
    assert chip is not None
    assert (chip.version, chip.firmware) == (
        said["Specification Version"],
        said["Firmware Revision"],
    )
    assert chip.vendor == "Infineon"
    assert said["Vendor ID"] == "IFX"


def test_what_there_is_none_of_is_not_told() -> None:
    table = parse_dump(MACHINES[min(MACHINES)])
    assert tpm(table) is None
    assert batteries(table) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("80CE", "Samsung"),
        ("0x80CE", "Samsung"),
        ("CE00000000000000", "Samsung"),
        ("00CE00B300CE", "Samsung"),
        ("80AD000080AD", "SK hynix"),
        ("AD00000000000000", "SK hynix"),
        ("802C0000802C", "Micron"),
        ("0198", "Kingston"),
        ("7F98000000000000", "Kingston"),
        ("859B", "Crucial"),
        ("7F7F7F7F7F9B0000", "Crucial"),
        ("029E", "Corsair"),
        ("7F7F9E0000000000", "Corsair"),
        ("04CB", "A-DATA"),
        ("7F7F7F7FCB000000", "A-DATA"),
        ("830B", "Nanya"),
        ("Kingston", "Kingston"),
        ("Hynix/Hyundai", "Hynix/Hyundai"),
        ("FFFFFFFF", "FFFFFFFF"),
        ("A1", "A1"),
        ("", ""),
    ],
)
def test_a_maker_of_memory_is_known_by_its_number(text: str, name: str) -> None:
    assert maker(text) == name


@pytest.mark.parametrize("name", sorted(DUMPS))
def test_memory_in_depth_is_what_dmidecode_says(name: str, tmp_path: Path) -> None:
    file = tmp_path / "dump.bin"
    file.write_bytes(DUMPS[name])
    slots, found = blocks(file, 17), memory(read(file))
    empty = [slot for slot in slots if slot["Size"] == "No Module Installed"]
    assert found["free_slots"] == len(empty)
    filled = [slot for slot in slots if size_of(slot["Size"])]
    modules = found["modules"]
    assert isinstance(modules, list)
    for module, slot in zip(modules, filled, strict=True):
        assert str(module.get("ranks", "Unknown")) == slot.get("Rank", "Unknown")
        form = {"Row Of Chips": "Row of chips"}.get(slot["Form Factor"], slot["Form Factor"])
        assert module.get("form", "Unknown") == ("Unknown" if form == "Other" else form)
        volts = slot.get("Configured Voltage", "Unknown").removesuffix(" V")
        assert module.get("volts") == (float(volts) if volts != "Unknown" else None)
        if told(slot.get("Manufacturer")):
            assert module["vendor"] == maker(slot["Manufacturer"])
    corrections = {one["Error Correction Type"] for one in blocks(file, 16)}
    known = {"None": "none", "Parity": "parity", "Single-bit ECC": "ECC", "Multi-bit ECC": "ECC"}
    assert found.get("correction") in {known.get(text) for text in corrections}


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(MACHINES)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=40),
    st.floats(0, 1),
)
def test_flipped_bytes_and_cut_ends_raise_nothing(
    name: str, flips: list[tuple[float, int]], end: float
) -> None:
    raw = bytearray(MACHINES[name])
    for at, byte in flips:
        raw[int(at * (len(raw) - 1))] = byte
    table = parse_dump(bytes(raw[: int(end * len(raw)) + 1]))
    for of in (machine, memory, processors, power_supplies, batteries, tpm):
        of(table)

"""The SMBIOS parser: right against dmidecode's own answers, and unhurt by torn or lying tables."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.report import Row
from agent.smbios.fillers import is_value
from agent.smbios.machine import CHASSIS, date, machine, uuid
from agent.smbios.memory import memory
from agent.smbios.processor import processors
from agent.smbios.table import Table, parse_dump, structures
from tests.smbios_machines import MACHINES

pytestmark = pytest.mark.needs("dmidecode")
RECORDED = Path(__file__).parents[2] / "shared" / "machines" / "smbios"
"""Dumps of real machines, where somebody has them; they are no part of this repository."""
DUMPS = {**MACHINES, **{file.stem: file.read_bytes() for file in sorted(RECORDED.glob("*.bin"))}}


@pytest.fixture(params=DUMPS)
def dump(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file as `dmidecode --dump-bin` writes it."""
    file = tmp_path / f"{request.param}.bin"
    file.write_bytes(DUMPS[request.param])
    return file


def decoded(dump: Path) -> str:
    """What dmidecode itself says of it."""
    done = subprocess.run(
        [shutil.which("dmidecode") or "/usr/sbin/dmidecode", "--from-dump", str(dump)],
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")


def blocks(dump: Path, kind: int) -> list[dict[str, str]]:
    """What it says of each structure of a type: key -> value."""
    text = decoded(dump)
    found = []
    for part in re.split(r"\n(?=Handle 0x)", text):
        if re.search(rf"DMI type {kind},", part.splitlines()[0]):
            pairs = re.findall(r"^\t([A-Z][^:\t]*): (.*)$", part, re.MULTILINE)
            found.append({key: value.strip() for key, value in pairs})
    return found


def told(text: str | None) -> str | None:
    return text if text and is_value(text) else None


def read(dump: Path) -> Table:
    return parse_dump(dump.read_bytes())


def test_the_machine_is_who_dmidecode_says(dump: Path) -> None:
    found = machine(read(dump))
    system, boards = blocks(dump, 1)[0], blocks(dump, 2)
    board = next((b for b in boards if b.get("Type") == "Motherboard"), boards[0])
    bios, chassis = blocks(dump, 0)[0], blocks(dump, 3)[0]
    pairs = {
        "vendor": system["Manufacturer"],
        "model": system["Product Name"],
        "version": system["Version"],
        "serial": system["Serial Number"],
        "sku": system.get("SKU Number"),
        "family": system.get("Family"),
        "board_vendor": board["Manufacturer"],
        "board_model": board["Product Name"],
        "board_serial": board["Serial Number"],
        "bios_vendor": bios["Vendor"],
        "bios_version": bios["Version"],
        "chassis_serial": chassis["Serial Number"],
        "asset_tag": chassis.get("Asset Tag"),
    }
    assert {k: found.get(k) for k in pairs} == {k: told(v) for k, v in pairs.items()}
    assert str(found["uuid"]).lower() == system["UUID"].lower()
    assert found["bios_date"] == date(bios["Release Date"])


def test_the_memory_is_what_dmidecode_counts(dump: Path) -> None:
    slots = blocks(dump, 17)
    sizes = [size_of(slot["Size"]) for slot in slots]
    found = memory(read(dump))
    assert found["slots"] == len(slots)
    assert found["installed"] == sum(sizes)
    modules = found["modules"]
    assert isinstance(modules, list)
    filled = [slot for slot, size in zip(slots, sizes, strict=True) if size]
    assert len(modules) == len(filled)
    for module, slot in zip(modules, filled, strict=True):
        check_module(module, slot)


def check_module(module: Row, slot: dict[str, str]) -> None:
    assert module["size"] == size_of(slot["Size"])
    assert module["slot"] == slot["Locator"]
    assert module.get("type") == (None if slot["Type"] in ("Unknown", "Other") else slot["Type"])
    assert module.get("serial") == told(slot.get("Serial Number"))
    assert module.get("part") == told(slot.get("Part Number"))
    speed = re.match(r"(\d+)", slot["Speed"])
    assert module.get("speed") == (int(speed[1]) if speed else None)


def size_of(text: str) -> int:
    number, _, unit = text.partition(" ")
    return int(number) << {"kB": 10, "MB": 20, "GB": 30, "TB": 40}[unit] if number.isdigit() else 0


def test_the_processors_are_those_dmidecode_lists(dump: Path) -> None:
    listed = [b for b in blocks(dump, 4) if b["Status"].startswith("Populated")]
    found = processors(read(dump))
    assert [p["socket"] for p in found] == [b["Socket Designation"] for b in listed]
    for row, block in zip(found, listed, strict=True):
        assert row.get("model") == told(block["Version"])
        assert str(row.get("cores", "")) == block.get("Core Count", "")
        assert str(row.get("threads", "")) == block.get("Thread Count", "")


def structure(kind: int, body: bytes, *strings: str) -> bytes:
    """One structure as firmware lays it out."""
    head = bytes((kind, 4 + len(body), 0x10, kind)) + body
    return head + b"".join(s.encode() + b"\0" for s in strings) + (b"\0" if strings else b"\0\0")


ENTRY_3 = (
    b"_SM3_\0\0\x03\x02" + bytes(3) + (1 << 16).to_bytes(4, "little") + (24).to_bytes(8, "little")
)


def table_of(*parts: bytes) -> Table:
    return parse_dump(ENTRY_3 + b"".join(parts) + structure(127, b""))


def device(size: int, extended: int = 0) -> bytes:
    body = bytearray(88)
    body[8:10] = size.to_bytes(2, "little")
    body[24:28] = extended.to_bytes(4, "little")
    body[12] = 1
    return structure(17, bytes(body), "DIMM 0")


def test_a_module_of_32_gib_and_more_is_told_by_its_extended_size() -> None:
    assert memory(table_of(device(0x7FFF, 65536)))["installed"] == 64 << 30


def test_a_size_in_kilobytes_is_known_by_its_top_bit() -> None:
    assert memory(table_of(device(0x8000 | 512)))["installed"] == 512 << 10


def test_an_unknown_size_makes_the_sum_unknown_not_smaller() -> None:
    found = memory(table_of(device(0x2000), device(0xFFFF)))
    assert "installed" not in found
    assert found["slots"] == 2


def test_the_uuids_first_fields_turn_round_with_version_2_6() -> None:
    raw = bytes(range(16))
    assert uuid(raw, (2, 5)) == "00010203-0405-0607-0809-0a0b0c0d0e0f"
    assert uuid(raw, (2, 6)) == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert uuid(bytes(16), (2, 6)) is None
    assert uuid(b"\xff" * 16, (2, 6)) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08/03/2015", "2015-08-03"),
        ("08/03/99", "1999-08-03"),
        ("08/03/15", "2015-08-03"),
        ("", None),
        ("2015-08-03", None),
        ("13/40/2015", None),
        (None, None),
    ],
)
def test_a_bios_date_becomes_an_iso_day(text: str | None, day: str | None) -> None:
    assert date(text) == day


def test_makers_fillers_are_no_facts() -> None:
    body = bytes((1, 2, 3, 4)) + bytes(range(16)) + bytes((6, 0, 0))
    names = ("To Be Filled By O.E.M.", "System Product Name", "Default string", " 0000-0000 ")
    assert set(machine(table_of(structure(1, body, *names)))) == {"uuid"}


def test_the_motherboard_is_found_among_other_boards() -> None:
    riser = structure(2, bytes((1, 2, 0, 0, 0, 0, 0, 0, 0, 5)), "Maker", "Riser")
    main = structure(2, bytes((1, 2, 0, 0, 0, 0, 0, 0, 0, 10)), "Maker", "Board")
    assert machine(table_of(riser, main))["board_model"] == "Board"


def test_a_chassis_lock_bit_does_not_hide_the_kind() -> None:
    chassis = structure(3, bytes((0, 0x80 | 10, 0, 0, 0)))
    assert machine(table_of(chassis))["chassis"] == CHASSIS[10] == "laptop"


def everything(raw: bytes) -> None:
    table = parse_dump(raw)
    machine(table)
    memory(table)
    processors(table)


SEEDS = list(DUMPS.values())


@given(seed=st.sampled_from(SEEDS), cut=st.integers(0, 6000))
def test_a_cut_table_gives_what_can_be_read(seed: bytes, cut: int) -> None:
    everything(seed[:cut])


@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), max_size=30),
)
def test_flipped_bytes_never_raise(seed: bytes, flips: list[tuple[int, int]]) -> None:
    spoiled = bytearray(seed)
    for at, value in flips:
        spoiled[at % len(spoiled)] = value
    everything(bytes(spoiled))


@given(st.binary(max_size=2000))
def test_noise_always_ends(noise: bytes) -> None:
    assert len(list(structures(noise))) <= 500
    everything(noise)

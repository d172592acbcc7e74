"""Monitors by their EDID: right on real ones, and on whatever else comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.edid import monitor, parse
from agent.edid.makers import MAKERS
from agent.probes.inventory.monitors import linux as monitors
from agent.report import Row
from tests.made_of_files import host

RECORDED = Path(__file__).parent.parent.parent / "shared" / "machines"
ANSWERS: dict[str, Any] = {}
if (RECORDED / "edid.json").exists():
    ANSWERS = json.loads((RECORDED / "edid.json").read_text(encoding="utf-8"))


def descriptor(tag: int, text: str) -> bytes:
    return bytes([0, 0, 0, tag, 0]) + f"{text}\n".encode("cp437").ljust(13)[:13]


TIMING = bytes.fromhex("302a009851002a4030701300782d11000 01e".replace(" ", ""))
"""1280x1024, 376 by 301 mm."""


def made(
    maker: str = "DEL",
    number: int = 0,
    week: int = 12,
    year: int = 2019,
    parts: tuple[bytes, ...] = (),
    size: tuple[int, int] = (38, 30),
) -> bytes:
    """A block of our own, with its checksum."""
    code = sum((ord(letter) - 64) << shift for letter, shift in zip(maker, (10, 5, 0), strict=True))
    block = bytes.fromhex("00ffffffffffff00") + code.to_bytes(2, "big") + b"\x12\xa0"
    block += number.to_bytes(4, "little") + bytes([week, year - 1990, 1, 3, 0x80, *size])
    block += bytes(54 - len(block)) + TIMING
    block += b"".join(parts).ljust(54, b"\0")[:54] + b"\0"
    return block + bytes([-sum(block) % 256])


def told(raw: bytes) -> Row:
    edid = parse(raw)
    assert edid is not None
    return monitor(edid)


def test_a_monitor_tells_who_made_it_when_and_how_large() -> None:
    raw = made(parts=(descriptor(0xFF, "7MT019AI34EU"), descriptor(0xFC, "DELL U2415")))
    assert told(raw) == {
        "vendor": "Dell",
        "model": "DELL U2415",
        "serial": "7MT019AI34EU",
        "year": 2019,
        "week": 12,
        "inches": 19.0,
        "resolution": "1280x1024",
    }


@pytest.mark.parametrize(
    ("maker", "text", "number", "serial"),
    [
        ("ACR", "LBZ080424212", 0x841063A6, "LBZ08042841063A64212"),
        ("SAM", "H4ZKA00739", 0x5A5A4841, "ZZHAH4ZKA00739"),
        ("SAM", "HCHW600639", 0x47483139, "HCHW600639"),  # GH19: the model and its size
        ("BNQ", "X1J08410019", 0x00000019, "ETX1J08410019"),
        ("ENC", "", 68_056_070, "68056070"),
        ("DEL", "", 0x30594452, "30594452"),
        ("DEL", "0000000000000", 0, None),
        ("DEL", "", 0x01010101, None),
        ("DEL", "", 4, None),
        ("DEL", "To be filled", 0xFFFFFFFF, "To be filled"),
    ],
)
def test_the_serial_is_the_one_on_the_label(
    maker: str, text: str, number: int, serial: str | None
) -> None:
    raw = made(maker, number, parts=(descriptor(0xFF, text),) if text else ())
    assert told(raw).get("serial") == serial


def test_a_week_of_255_means_that_the_year_is_the_models() -> None:
    assert "week" not in told(made(week=255, year=2021))
    assert told(made(week=255, year=2021))["year"] == 2021


def test_a_panel_without_a_name_is_called_by_its_part() -> None:
    raw = made("AUO", parts=(descriptor(0xFE, "AUO"), descriptor(0xFE, "B156XW02 V2")))
    assert told(raw)["model"] == "B156XW02 V2"
    assert told(made("XYZ"))["model"] == "XYZA012"
    assert told(made("XYZ"))["vendor"] == "XYZ"


def test_hexadecimal_text_and_what_stands_around_the_block_do_no_harm() -> None:
    raw = made(parts=(descriptor(0xFC, "DELL U2415"),))
    for form in (raw.hex().encode(), b" ".join(b"0x%02x" % b for b in raw), b"junk" + raw + b"\0"):
        assert told(form)["model"] == "DELL U2415"


def test_sizes_that_contradict_are_told_by_the_coarser_one() -> None:
    assert told(made(size=(60, 34)))["inches"] == 27.2
    assert "inches" in told(made(size=(0, 0)))


@pytest.mark.skipif(not ANSWERS, reason="the recorded monitors lie beside the project, not in it")
@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_a_recorded_monitor_is_known(name: str) -> None:
    """Facts, not their form: a serial is told as on the label or by what else is known of it.

    Ours are better where a monitor has no serial (theirs is 00000000, or the 00000004 that all
    panels of a kind bear), no name (theirs is empty; ours is the part or the product's number), or
    two texts (theirs joins a panel's number and its part).
    """
    answer, row = ANSWERS[name], told((RECORDED / "edid" / name).read_bytes())
    known = {str(answer.get(key, "")).casefold() for key in ("SERIAL", "ALTSERIAL")}
    none = any(text.startswith("000000") for text in known) and "serial" not in row
    assert none or str(row["serial"]).casefold() in known
    named = (answer["CAPTION"] or str(row["model"])).split()
    assert str(row["model"]).split() in (named, named[-1:])
    week, year = (int(part) for part in answer["DESCRIPTION"].split("/"))
    assert (row.get("week", 0), row.get("year", 1990)) == (week, year)
    edid = parse((RECORDED / "edid" / name).read_bytes())
    assert edid is not None
    assert edid.maker in MAKERS


@settings(max_examples=300)
@given(st.integers(0, 127), st.binary(min_size=1, max_size=16), st.integers(0, 256))
def test_a_torn_or_lying_block_raises_nothing(at: int, noise: bytes, length: int) -> None:
    raw = made(parts=(descriptor(0xFF, "7MT019AI34EU"), descriptor(0xFC, "DELL U2415")))
    spoiled = (raw[:at] + noise + raw[at + len(noise) :])[:length]
    edid = parse(spoiled)
    if edid is not None:
        monitor(edid)


@given(st.binary(max_size=300))
def test_any_bytes_at_all_raise_nothing(raw: bytes) -> None:
    assert parse(raw) is None or raw


def test_the_kernel_has_a_folder_for_each_connector(tmp_path: Path) -> None:
    drm = "/sys/class/drm"
    raw = made(parts=(descriptor(0xFC, "DELL U2415"),))
    files = {
        f"{drm}/card0-HDMI-A-1/status": "connected\n",
        f"{drm}/card0-HDMI-A-1/edid": raw,
        f"{drm}/card0-VGA-1/status": "disconnected\n",
        f"{drm}/card0-VGA-1/edid": "",
        f"{drm}/card0-eDP-1/status": "connected\n",
        f"{drm}/version": "drm 1.1.0",
    }
    [row] = monitors.read(host(tmp_path, **files))
    assert (row["port"], row["model"]) == ("HDMI-A-1", "DELL U2415")

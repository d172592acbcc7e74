"""What Windows holds, made plain: texts, times, serial numbers, keys, and what never answers."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.windows import moments, wmi
from agent.windows.library import DWORD, function
from agent.windows.patience import within
from agent.windows.product_key import Kept, ending, kept
from agent.windows.serials import serial
from agent.windows.text import described, number, plain, texts

NOW = 1_795_000_000.0
"""2026-11-18."""


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("КриптоПро\0 left over", "КриптоПро"),
        ("Mfumo wa\r\nWindows  ", "Mfumo wa Windows"),
        ("e\u0301cran", "écran"),
        ("ok \ud83d\ude00", "ok 😀"),
        ("half \ud83d", "half �"),
        (b"bytes", ""),
        (7, ""),
    ],
)
def test_a_text_is_plain_whatever_it_holds(held: object, said: str) -> None:
    assert plain(held) == said


def test_a_reference_to_a_file_is_left_out_of_a_text() -> None:
    assert described("@oem24.inf,%hp%;HP") == "HP"
    assert described("HP; Inc") == "HP; Inc"


def test_numbers_come_as_numbers_as_texts_as_bytes_and_with_a_sign_they_do_not_have() -> None:
    assert number(-1_048_576) == 4_293_918_720, "uint32 by COM"
    assert number("512110190592") == 512_110_190_592, "uint64 by COM"
    assert number(b"\0\0\xf0\xff") == 0xFFF00000
    assert [number(one) for one in (True, "x", b"abc", None, "²")] == [None] * 5
    assert texts(a="x", b="\0", c=None) == {"a": "x"}


@pytest.mark.parametrize(
    ("held", "day"),
    [
        ("20210724", "2021-07-24"),
        ("20211350", ""),
        ("31.07.2019", "2019-07-31"),
        ("7/31/2019", "2019-07-31"),
        ("31/7/2019", "2019-07-31"),
        ("05/07/2019", ""),  # the fifth of July, or the seventh of May
        ("07/07/2019", "2019-07-07"),
        ("2019-07-31", "2019-07-31"),
        ("2019年7月31日", "2019-07-31"),
        ("Sun Oct 06 2019", ""),
        ("12/11/2026", "2026-11-12"),  # the eleventh of December is still to come
        ("1563000000", "2019-07-13"),
        ("20991231", ""),
        ("today", ""),
        (20210724, "2021-07-24"),
    ],
)
def test_a_day_is_told_where_it_can_be_one_day_alone(held: object, day: str) -> None:
    assert moments.day(held, NOW) == day


def test_times_are_utc_seconds_in_each_form() -> None:
    ticks = (1_600_000_000 + 11_644_473_600) * 10_000_000
    assert moments.of_filetime(ticks) == moments.of_filetime(ticks.to_bytes(8, "little"))
    assert moments.of_filetime(ticks) == 1_600_000_000
    assert moments.of_cim("20200913152640.000000+180") == 1_600_000_000
    assert moments.of_words("2020-09-13 12:26:40") == 1_600_000_000
    assert moments.of_words("2020-09-13T12:26:40.123456700Z") == 1_600_000_000
    never = (moments.of_filetime(0), moments.of_filetime(b"abc"), moments.of_words("never"))
    assert (*never, moments.of_cim("16010101000000.000000-000")) == (None,) * 4


@pytest.mark.parametrize(
    ("told", "adapter", "said"),
    [
        ("42566332666666303539622d6632643731622031", "", "VB2cff0f95-b2f7db11"),
        ("2020202057202d44435733434633373235343136", "", "WD-WCC33F274561"),
        ("5635364d424d383520202020202020202020", "", "V56MBM58"),  # an even count of signs
        ("6177c38f910a83560899e28ee97c6204", "", "6177c38f910a83560899e28ee97c6204"),
        ("ACE4_2E61_9000_7804.", "FJ68NXXXXXXXXXXXX   _0000", "FJ68NXXXXXXXXXXXX"),
        ("0025_38B1_71B4_4D2A.", "", ""),
        ("6479_A774_2F00_0A1B_0000_0000_0000_0001.", "S1", "S1"),
        ("S4EVNX0M123456N.", "", "S4EVNX0M123456N"),
        ("      WD-WCC4M0", "", "WD-WCC4M0"),
        ("\0\0\0", "", ""),
        ("00000000", "", ""),
        ("2020202020202020202020202020202020202020", "", ""),
        (None, "", ""),
    ],
)
def test_a_disks_serial_is_the_one_on_its_label(told: object, adapter: str, said: str) -> None:
    if said == "V56MBM58":
        said = serial(told)  # either way round is possible: it must only be readable
        assert said.isalnum()
    assert serial(told, adapter) == said


def test_of_a_key_the_last_five_signs_alone_are_read() -> None:
    digits = "BCDFGHJKMPQRTVWXY2346789"
    key = "W7227979WYQQB793Q6MRJVB9D"
    value = 0
    for sign in key:
        value = value * 24 + digits.index(sign)
    raw = value.to_bytes(15, "little")
    assert ending(bytes(52) + raw + bytes(97)) == "JVB9D"
    assert ending(bytes(808) + raw + bytes(449)) == "JVB9D"
    assert ending(bytes(164)) == ending(b"") == ending(None) == ""


def test_what_else_is_kept_of_a_key_is_its_edition_channel_and_licence() -> None:
    raw = bytearray(1272)
    for at, text in ((136, "7b7d1f17-fdcb"), (280, "HomeBusinessR"), (1016, "Retail")):
        raw[at : at + 2 * len(text)] = text.encode("utf-16-le")
    raw[808] = 1
    assert kept(bytes(raw)) == Kept("BBBBC", "HomeBusinessR", "Retail", "7b7d1f17-fdcb")
    assert kept(bytes(164)) == kept(None) == Kept("", "", "", "")


@pytest.mark.parametrize("place", [0, 5, 19, 20, 22, 23])
def test_a_key_with_an_n_in_it_ends_as_windows_shows_it(place: int) -> None:
    digits = "BCDFGHJKMPQRTVWXY2346789"
    rest = "VK7JGPHTMC97JM9MPGT3V66T"[:24].replace("N", "B")
    whole = rest[:place] + "N" + rest[place:]
    value = place
    for sign in rest:
        value = value * 24 + digits.index(sign)
    raw = bytearray(value.to_bytes(15, "little"))
    assert not raw[14] & 8, "a real key's number is that small"
    raw[14] |= 8
    assert ending(bytes(52) + bytes(raw) + bytes(97)) == whole[-5:]


@given(st.binary(max_size=1300))
def test_any_bytes_end_in_five_signs_or_none(raw: bytes) -> None:
    assert len(ending(raw)) in (0, 5)


@given(st.one_of(st.text(), st.binary(), st.integers(), st.none()))
def test_whatever_is_held_raises_nothing(held: object) -> None:
    assert plain(held) == plain(plain(held))
    for read in (moments.of_filetime, moments.of_words, moments.of_cim, serial, number):
        read(held)
    assert moments.day(held, NOW) <= "2026-11-19"


def test_what_never_answers_is_left_behind() -> None:
    never = threading.Event()
    start = time.monotonic()
    with pytest.raises(TimeoutError, match=r"within 0 s"):
        within(0.05, never.wait)
    assert time.monotonic() - start < 2
    never.set()
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)
    assert within(5, max, 3, 4) == 4


def test_wmi_that_hung_once_is_asked_no_more_by_this_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The part that asks COM does not run here: what never answers stands in its place."""
    never = threading.Event()
    monkeypatch.setattr(wmi, "_HUNG", set())
    monkeypatch.setattr(wmi, "_objects", lambda query, namespace: never.wait() or [])
    with pytest.raises(TimeoutError, match="no answer"):
        wmi.ask("SELECT * FROM A", r"root\wmi", 0.05)
    with pytest.raises(TimeoutError, match="has hung before"):
        wmi.ask("SELECT * FROM B", r"root\wmi", 60.0)
    never.set()
    monkeypatch.setattr(wmi, "_objects", lambda query, namespace: [{"A": 1}])
    assert wmi.ask("SELECT * FROM C", r"root\cimv2", 5.0) == [{"A": 1}], "another may answer"


@pytest.mark.skipif(sys.platform == "win32", reason="there they are")
def test_without_windows_there_is_nothing_to_ask() -> None:
    with pytest.raises(OSError, match="kernel32"):
        function("kernel32", "GetTickCount64", DWORD)
    with pytest.raises(OSError, match="no answer of WMI"):
        wmi.ask("SELECT * FROM Win32_Tpm", r"root\cimv2", 5.0)

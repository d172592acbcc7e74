"""Who sets a Linux machine's clock: chrony, timesyncd, ntpd; and the kernel's own word."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from agent.linux import adjtimex
from agent.linux.clocks import chrony, ntpd, timesyncd
from agent.linux.clocks.clock import DAY
from agent.probe import Host, Nothing
from agent.probes.inventory.time import linux
from agent.unit import text as unit_text
from tests.lacking import lacks
from tests.recorded import Answer, Ended, machine, units
from tests.shut_in import LIBRARY

CHRONYC = "chronyc -n -c tracking"
TRACKED = (
    "A29FC87B,162.159.200.123,4,1770000000.123456789,{},0.000019,0.000149,-8.5,0.0,0.1,"
    "0.012,0.0005,1030.5,{}\n"
)
UNSET = (
    "00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,"
    "1.000000000,1.000000000,0.0,Not synchronised\n"
)
NTPQ = "ntpq -n -c rv"
VARIABLES = """\
associd=0 status=0615 leap_none, sync_ntp, 1 event, clock_sync,
version="ntpd 4.2.8p15@1.3728-o", processor="x86_64", system="Linux/6.1",
leap={}, stratum={}, precision=-23, rootdelay=1.2, rootdisp=3.4,
refid={}, reftime=ed2ae100.9e1a2b3c Mon, Feb  2 2026, clock=ed2ae200,
peer=1, tc=6, mintc=3, offset=+1234.5, frequency=-8.5, sys_jitter=0.1
"""
DAY_OF = 1_770_000_000 - 1_770_000_000 % DAY


def test_chrony_that_sets_the_clock(tmp_path: Path) -> None:
    where = machine(tmp_path, {CHRONYC: TRACKED.format("-2.345678901", "Normal")})
    assert linux.read(where) == {
        "source": "chrony",
        "server": "162.159.200.123",
        "synchronised": True,
        "synchronised_at": DAY_OF,
        "offset": -2.3,
    }


def test_a_clock_that_is_set_makes_no_news_by_the_hour(tmp_path: Path) -> None:
    readings = []
    for n, offset in enumerate(("0.000020390", "-0.012345678")):
        told = TRACKED.replace("1770000000", str(1_770_000_000 + 3600 * n)).format(offset, "Normal")
        readings.append(linux.read(machine(tmp_path, {CHRONYC: told})))
    assert readings[0] == readings[1]


def test_chrony_without_a_server(tmp_path: Path) -> None:
    expected = {"source": "chrony", "synchronised": False}
    assert linux.read(machine(tmp_path, {CHRONYC: UNSET})) == expected


@pytest.mark.parametrize("said", ["506 Cannot talk to daemon", "", "a,b,c", UNSET[:40], ",".join("x" * 14)])  # fmt: skip # noqa: E501
def test_chrony_that_says_something_else_is_passed_by(said: str) -> None:
    with pytest.raises(OSError):
        chrony.tracking(said)


MOMENT = 0xED2AE100 - 2_208_988_800
"""2026-02-02, UTC s."""


@pytest.mark.parametrize(
    ("leap", "stratum", "refid", "expected"),
    [
        (
            "00",
            "3",
            "10.0.0.1",
            {
                "server": "10.0.0.1",
                "synchronised": True,
                "synchronised_at": MOMENT - MOMENT % DAY,
                "offset": 1.2,
            },
        ),
        ("11", "16", "INIT", {"synchronised": False, "synchronised_at": MOMENT}),
        (
            "00",
            "1",
            ".GPS.",
            {"synchronised": True, "synchronised_at": MOMENT - MOMENT % DAY, "offset": 1.2},
        ),
    ],
)
def test_ntpd(
    tmp_path: Path, leap: str, stratum: str, refid: str, expected: dict[str, Any]
) -> None:
    recorded: dict[str, Answer] = {CHRONYC: Ended(1), NTPQ: VARIABLES.format(leap, stratum, refid)}
    assert linux.read(machine(tmp_path, recorded)) == {"source": "ntpd", **expected}


def test_an_ntpd_that_does_not_run_is_passed_by() -> None:
    assert time.gmtime(MOMENT)[:3] == (2026, 2, 2)
    with pytest.raises(OSError):
        ntpd.variables("ntpq: read: Connection refused")


UNIT = "systemd-timesyncd.service"
SHOWN = """\
FallbackNTPServers=0.debian.pool.ntp.org
ServerName=ntp.region.go.tz
ServerAddress=10.0.0.1
NTPMessage={ Leap=0, Version=4, Mode=4, Stratum=2, Ignored=no, PacketCount=6, Jitter=24.303ms }
"""
STATUS = "       Server: 10.0.0.1 (ntp.region.go.tz)\n       Offset: {}\n        Delay: 9ms\n"


def timesyncd_machine(root: Path, age: float, state: str = "active") -> Host:
    recorded = {
        **units(UNIT, **{UNIT: state}),
        "timedatectl show-timesync": SHOWN,
        "timedatectl timesync-status": STATUS.format("+1min 2.5s"),
    }
    where = machine(root, recorded, **{"/run/systemd/timesync/synchronized": ""})
    at = time.time() - age
    os.utime(root / "run/systemd/timesync/synchronized", (at, at))
    return where


def test_timesyncd_that_sets_the_clock(tmp_path: Path) -> None:
    found = linux.read(timesyncd_machine(tmp_path, 60))
    assert found.pop("synchronised_at") % DAY == 0
    assert found == {
        "source": "timesyncd",
        "server": "ntp.region.go.tz",
        "synchronised": True,
        "offset": 62.5,
    }


def test_timesyncd_that_no_longer_reaches_its_server(tmp_path: Path) -> None:
    before = int(time.time() - 5 * 3600)
    found = linux.read(timesyncd_machine(tmp_path, 5 * 3600))
    assert before <= int(found["synchronised_at"]) <= before + 60
    assert (found["synchronised"], "offset" in found) == (False, False)


def test_timesyncd_that_does_not_run_is_not_believed(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        linux.read(timesyncd_machine(tmp_path, 60, "inactive"))


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("-336.094ms", -0.336094),
        ("+5us", 5e-6),
        ("0", None),
        ("-1month 2d 3h", -2_629_800 - 183_600),
        ("n/a", None),
    ],
)
def test_systemds_spans_of_time(said: str, seconds: float | None) -> None:
    found = timesyncd.offset(STATUS.format(said))
    assert found == (seconds if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("said", "expected"), [("NTPSynchronized=yes\n", True), ("NTPSynchronized=no\n", False)]
)
def test_where_nobody_is_known_timedated_tells(tmp_path: Path, said: str, expected: bool) -> None:
    asked = {"timedatectl show --property=NTPSynchronized": said}
    assert linux.read(machine(tmp_path, asked)) == {"synchronised": expected}


def test_a_guest_whose_clock_only_counts_says_nothing(tmp_path: Path) -> None:
    place = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
    with pytest.raises(Nothing):
        linux.read(machine(tmp_path, **{place: "kvm-clock\n"}))


def test_this_machines_kernel_tells_whether_its_clock_is_set() -> None:
    """Held to the same call, laid out by hand."""

    class Timex(ctypes.Structure):
        _fields_ = (
            ("modes", ctypes.c_uint),
            *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
            ("status", ctypes.c_int),
            ("rest", ctypes.c_char * 200),
        )

    timex = Timex()
    assert ctypes.CDLL(None).adjtimex(ctypes.byref(timex)) >= 0
    assert adjtimex.synchronised() is not bool(timex.status & 0x40)


@pytest.mark.needs("systemd-analyze")
def test_behind_the_units_walls_the_kernel_may_not_be_asked(tmp_path: Path) -> None:
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        lacks(LIBRARY)
    unit = tmp_path / "agent.service"
    unit.write_text(unit_text(), encoding="utf-8")
    ask = "from agent.linux import adjtimex; print(adjtimex.synchronised())"
    done = subprocess.run(
        [sys.executable, "-m", "tests.shut_in", str(unit), sys.executable, "-c", ask],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.strip() == "None", done.stderr

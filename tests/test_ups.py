"""A UPS is told of by a real upsd of Network UPS Tools, with a driver that reads a file."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.grid import Moment, Reading
from agent.nothing import Nothing
from agent.probe import Host, find_inventory, find_samples
from agent.ups import nut
from agent.ups.nut import variables
from agent.ups.status import flags, plugged
from agent.ups.watching import EVERY, SELDOM, Watch, statuses
from agent.watch import news
from tests.lacking import lacks
from tests.served import until

PROGRAMS = Path("/lib/nut")
"""Those in the path ask Debian's settings first whether they may run."""
TOLD = """\
device.mfr: American Power Conversion
device.model: Smart-UPS 1500 \\"SUA\\"
device.serial: AS0641123456
ups.firmware: 653.18.I
ups.status: OL
ups.load: 23.4
ups.temperature: 31.5
ups.realpower.nominal: 980
battery.charge: 100
battery.runtime: 2820
battery.voltage: 27.40
battery.date: 2023/05/14
input.voltage: 229.6
input.frequency: 50.0
output.voltage: 229.6
"""


class Nut:
    """upsd on a port of its own, and one UPS whose state is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address: tuple[str, int] = free.getsockname()
        self.says()
        files = {
            "ups.conf": "[apc]\ndriver = dummy-ups\nport = apc.dev\nmode = dummy-loop\n"
            'pollinterval = 1\ndesc = "in the server room"\n',
            "upsd.conf": f"LISTEN 127.0.0.1 {self.address[1]}\n",
            "upsd.users": "",
            "nut.conf": "MODE=standalone\n",
        }
        for name, text in files.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o640)

    def says(self, **changes: str) -> None:
        """What the UPS tells from now on; names with `_` for `.`."""
        new = {name.replace("_", "."): value for name, value in changes.items()}
        rows = (row.split(": ", 1) for row in TOLD.splitlines())
        lines = [f"{name}: {new.get(name, value)}" for name, value in rows]
        (self.folder / "apc.dev").write_text("\n".join([*lines, "TIMER 1", ""]))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Driver and server, as root: they need not leave it."""
        env = {"NUT_CONFPATH": str(self.folder), "NUT_STATEPATH": str(self.folder)}
        words = (["dummy-ups", "-a", "apc", "-F", "-u", "root"], ["upsd", "-F", "-u", "root"])
        both = []
        try:
            for one in words:
                log = (self.folder / f"{one[0]}.log").open("w")
                both.append(
                    subprocess.Popen([PROGRAMS / one[0], *one[1:]], env=env, stdout=log, stderr=log)
                )
                log.close()
            yield
        finally:
            for process in both:
                process.terminate()
                process.wait(20)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nut]:
    if not all((PROGRAMS / name).exists() for name in ("upsd", "dummy-ups")):
        lacks("upsd and dummy-ups (nut-server)")
    made = Nut(tmp_path)
    monkeypatch.setattr(nut, "ADDRESS", made.address)
    with made.running():
        until(lambda: statuses() == {"apc": "OL"}, "upsd tells of its UPS")
        yield made


def read(name: str) -> Any:
    [probe] = [one for one in (*find_samples(), *find_inventory()) if one.name == name]
    found = probe.read(Host(Path("/"), {}))
    return found if isinstance(found, list) else list(found)


def test_a_ups_is_sampled_with_telegrafs_names_and_its_make_is_a_fact(server: Nut) -> None:
    assert read("upsd") == [
        (
            {"ups_name": "apc"},
            {
                "status_flags": 8,
                "battery_charge_percent": 100.0,
                "load_percent": 23.4,
                "input_voltage": 229.6,
                "input_frequency": 50.0,
                "output_voltage": 229.6,
                "battery_voltage": 27.4,
                "internal_temp": 31.5,
                "nominal_power": 980.0,
                "time_left_ns": 2820 * 10**9,
            },
        )
    ]
    assert read("ups") == [
        {
            "name": "apc",
            "vendor": "American Power Conversion",
            "model": 'Smart-UPS 1500 "SUA"',
            "serial": "AS0641123456",
            "firmware": "653.18.I",
            "battery_date": "2023/05/14",
            "replace_battery": False,
        }
    ]


def test_that_mains_power_went_is_seen_between_two_samples(server: Nut) -> None:
    watch = Watch(time.monotonic)
    assert not watch.changed(), "there is nothing before the first look"
    before = moment()
    server.says(ups_status="OB", battery_charge="98")
    until(lambda: statuses() == {"apc": "OB"}, "upsd hears of it")
    watch._due = 0.0  # the next look is due
    assert watch.changed()
    assert list(news(before, moment())) == [("power_lost", {"percent": 98.0})]
    before = moment()
    server.says(ups_status="OB LB", battery_charge="21")
    until(lambda: statuses() == {"apc": "OB LB"}, "upsd hears of it")
    assert list(news(before, moment())) == [("battery_low", {"battery": "apc", "percent": 21.0})]


def moment() -> Moment:
    return Moment(0, [Reading("upsd", tags, row) for tags, row in read("upsd")])


def test_a_driver_that_died_leaves_no_nonsense(server: Nut) -> None:
    server.says(ups_status="", battery_charge="full", battery_runtime="-1")
    until(lambda: statuses() == {"apc": ""}, "upsd hears of it")
    [(_, row)] = read("upsd")
    assert row["status_flags"] == 0
    assert not {"battery_charge_percent", "time_left_ns"} & row.keys()


def test_without_upsd_there_is_no_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setattr(nut, "ADDRESS", taken.getsockname())
        for name in ("upsd", "ups"):
            with pytest.raises(Nothing):
                read(name)
        assert statuses() == {}


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"BEGIN LIST UPS\n", b"x" * 5000])
def test_who_answers_in_its_place_is_an_error(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(nut, "ADDRESS", other.getsockname())
        threading.Thread(target=answer, args=(other, said), daemon=True).start()
        with pytest.raises(OSError, match="upsd"):
            nut.upses()


def answer(listening: socket.socket, said: bytes) -> None:
    near, _ = listening.accept()
    with near:
        near.recv(100)
        near.sendall(said)


def test_variables_are_read_whole() -> None:
    lines = ['VAR apc ups.id "a \\"b\\" \\\\ c"', "VAR apc", 'VAR apc ups.load "5"', "rubbish"]
    assert variables(lines) == {"ups.id": 'a "b" \\ c', "ups.load": "5"}


@pytest.mark.parametrize(
    ("words", "bits", "mains"),
    [("OL", 8, True), ("OB DISCHRG", 16, False), ("OL CHRG RB", 136, True), ("OFF", 0, None)],
)
def test_status_words_are_bits(words: str, bits: int, mains: bool | None) -> None:
    assert (flags(words.split()), plugged(bits)) == (bits, mains)


def test_a_look_is_due_soon_where_there_is_a_ups_and_seldom_where_there_is_none() -> None:
    now, says = [1000.0], [{}, {"a": "OL"}, {"a": "OL"}, {}, {"a": "OB"}]
    watch = Watch(lambda: now[0], lambda: says.pop(0))
    seen = []
    for wait in (SELDOM, EVERY, EVERY, SELDOM, EVERY):
        seen.append(watch.changed())
        assert watch.pause() == wait
        assert not watch.changed(), "it is not due"
        now[0] += wait
    assert seen == [False, False, False, False, True]

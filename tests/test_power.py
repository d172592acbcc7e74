"""Power and devices: what a battery tells, and what is told at once."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from agent.grid import Moment, Reading
from agent.heard import Heard
from agent.linux import uevents
from agent.nothing import Nothing
from agent.probes.inventory.batteries import linux as batteries
from agent.probes.samples import battery, temp
from agent.watch import news
from tests.lacking import lacks
from tests.made_of_files import host

POWER = "/sys/class/power_supply"
DELL = {
    "type": "Battery",
    "status": "Discharging",
    "capacity": "81",
    "charge_now": "5500000",
    "charge_full": "6880000",
    "charge_full_design": "7236000",
    "current_now": "1200000",
    "voltage_now": "7900000",
    "voltage_min_design": "7600000",
    "technology": "Li-poly",
    "manufacturer": "LGC-LGC3.65",
    "model_name": "DELL 242WD6B",
    "serial_number": " 58167",
    "cycle_count": "0",
}


def powered(**devices: dict[str, str]) -> dict[str, str]:
    return {
        f"{POWER}/{name}/{file}": f"{text}\n"
        for name, files in devices.items()
        for file, text in files.items()
    }


def test_a_battery_in_use_tells_how_long_it_lasts(tmp_path: Path) -> None:
    here = host(tmp_path, **powered(BAT0=DELL, AC={"type": "Mains", "online": "0"}))
    [(tags, row)] = list(battery.read(here))
    assert tags == {"battery": "BAT0"}
    assert (row["percent"], row["plugged"]) == (81.0, False)
    assert row["power"] == pytest.approx(-9.48)
    assert row["seconds_left"] == pytest.approx(5.5 * 7.6 / 9.48 * 3600, abs=2)


def test_mains_power_is_told_by_the_adapter_or_by_the_battery(tmp_path: Path) -> None:
    charging = {**DELL, "status": "Charging"}
    here = host(tmp_path, **powered(BAT0=charging))
    [(_, row)] = list(battery.read(here))
    assert row["plugged"] is True
    assert row["power"] == pytest.approx(9.48)
    assert "seconds_left" not in row


def test_a_mouse_is_no_battery_of_the_machine(tmp_path: Path) -> None:
    mouse = {"type": "Battery", "scope": "Device", "capacity": "50", "status": "Discharging"}
    here = host(tmp_path, **powered(hidpp_battery_0=mouse))
    for _ in range(2):
        with pytest.raises(Nothing):
            list(battery.read(here))
    with pytest.raises(Nothing):
        batteries.read(here)


def test_a_batterys_wear_is_what_it_holds_of_what_it_held(tmp_path: Path) -> None:
    [row] = batteries.read(host(tmp_path, **powered(BAT0=DELL)))
    assert row == {
        "name": "BAT0",
        "vendor": "LGC-LGC3.65",
        "model": "DELL 242WD6B",
        "serial": "58167",
        "chemistry": "Li-poly",
        "design": 54_993,
        "full": 52_288,
        "health": 95,
    }


def test_temperatures_bear_telegrafs_names_and_broken_sensors_tell_nothing(tmp_path: Path) -> None:
    hwmon = "/sys/class/hwmon"
    files = {
        f"{hwmon}/hwmon0/name": "coretemp\n",
        f"{hwmon}/hwmon0/temp2_label": "Core 0\n",
        f"{hwmon}/hwmon0/temp2_input": "52000\n",
        f"{hwmon}/hwmon1/name": "nct6779\n",
        f"{hwmon}/hwmon1/temp1_input": "-128000\n",
        f"{hwmon}/hwmon1/temp3_input": "31500\n",
        f"{hwmon}/hwmon1/temp4_input": "0\n",
    }
    told = {tags["sensor"]: row["temp"] for tags, row in temp.read(host(tmp_path, **files))}
    assert told == {"coretemp_core_0_input": 52.0, "nct6779_temp3_input": 31.5}


def test_where_there_is_no_hwmon_thermal_zones_tell(tmp_path: Path) -> None:
    zone = "/sys/class/thermal/thermal_zone0"
    files = {f"{zone}/type": "acpitz\n", f"{zone}/temp": "41000\n"}
    assert list(temp.read(host(tmp_path, **files))) == [
        ({"sensor": "acpitz_input"}, {"temp": 41.0})
    ]
    with pytest.raises(Nothing):
        list(temp.read(host(tmp_path / "none", **{"/proc/x": ""})))


# --- at once -------------------------------------------------------------------------------------


def moment(**batteries: tuple[bool | None, float]) -> Moment:
    def row(mains: bool | None, percent: float) -> Any:
        return {"percent": percent} if mains is None else {"percent": percent, "plugged": mains}

    return Moment(0, [Reading("battery", {"battery": k}, row(*v)) for k, v in batteries.items()])


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((True, 90.0), (False, 89.0), [("power_lost", {"percent": 89.0})]),
        ((False, 40.0), (True, 40.0), [("power_back", {"percent": 40.0})]),
        ((False, 40.0), (False, 39.0), []),
        ((None, 40.0), (False, 40.0), []),
        ((False, 11.0), (False, 10.0), [("battery_low", {"battery": "BAT0", "percent": 10.0})]),
        ((False, 9.0), (False, 8.0), []),
        ((True, 11.0), (True, 9.0), []),
    ],
)
def test_power_that_went_or_came_is_told_once(before: Any, after: Any, told: Any) -> None:
    assert list(news(moment(BAT0=before), moment(BAT0=after))) == told


def test_two_batteries_lose_their_power_together() -> None:
    before, after = moment(A=(True, 90.0), B=(True, 50.0)), moment(A=(False, 90.0), B=(False, 50.0))
    assert list(news(before, after)) == [("power_lost", {"percent": 50.0})]


def test_news_of_devices_is_seen_to_when_it_is_quiet_and_not_for_ever() -> None:
    now, woken = [100.0], []
    heard = Heard(lambda: now[0], lambda: woken.append(1))
    assert heard.pause() is None
    for _ in range(3):
        heard.device("usb")
        now[0] += 1
    assert heard.sections() == set()
    assert heard.pause() == 2.0
    now[0] += 2
    assert heard.sections() == {"usb", "printers", "monitors"}
    assert heard.sections() == set()
    heard.device("block")
    now[0] += 5
    assert heard.sections() == set(), "a loose plug"
    now[0] += 120
    assert heard.sections() == {"disks", "disk_health"}
    assert len(woken) == 4


def test_news_of_the_power_is_looked_at_at_once() -> None:
    heard = Heard(time.monotonic, lambda: None)
    heard.device("power_supply")
    assert (heard.power(), heard.power()) == (True, False)
    heard.announce("power_changed")
    assert (heard.power(), heard.announcements()) == (True, ["power_changed"])
    assert heard.announcements() == []
    assert heard.sections() == set()


def test_a_message_of_the_kernel_names_its_subsystem() -> None:
    said = (
        b"change@/devices/x\0ACTION=change\0DEVPATH=/devices/x\0SUBSYSTEM=power_supply\0SEQNUM=1\0"
    )
    assert uevents.subsystem_of(said) == "power_supply"
    assert uevents.subsystem_of(b"libudev\0\xfe\xed") == ""


def test_what_the_kernel_announces_is_heard() -> None:
    """The kernel says again what there is, when it is asked to: as for a disk that came."""
    asked = next(Path("/sys/class/block").glob("*"), None)
    if asked is None or os.geteuid() != 0:
        lacks("a block device, and the right to have the kernel announce it")
    came = threading.Event()
    told: list[str] = []

    def heard(subsystem: str) -> None:
        told.append(subsystem)
        came.set()

    if not uevents.watch(heard):
        lacks("a kernel that lets its announcements be heard")
    (asked / "uevent").write_text("change")
    assert came.wait(10)
    assert told[0] == "block"

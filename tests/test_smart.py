"""What disks say of themselves: each kind of disk, old and new smartctl, and whatever comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.nothing import Nothing
from agent.probe import Host
from agent.probes.inventory import smart_device
from agent.probes.inventory.disk_health import linux as disk_health
from agent.probes.inventory.disks import linux as disks
from agent.smart.judged import health, sampled
from agent.smart.leaving import leave
from agent.smart.report import report
from agent.smart.text import identity
from tests import made_of_files
from tests.recorded import Commands

RECORDED = Path(__file__).parent.parent.parent / "shared" / "machines" / "linux" / "smartctl"


def attribute(number: int, name: str, value: int, raw: str, **more: Any) -> dict[str, Any]:
    packed = int(raw.split()[0]) | 7 << 40  # makers put other numbers into the upper bytes
    told = {"id": number, "name": name, "value": value, "worst": value, "thresh": 10}
    return {**told, "when_failed": "", "raw": {"value": packed, "string": raw}, **more}


def disk(name: str = "/dev/sda", **more: Any) -> dict[str, Any]:
    return {
        "smartctl": {"version": [7, 3], "exit_status": 0},
        "device": {"name": name, "type": "sat", "protocol": "ATA"},
        "model_name": "WDC WD10EZEX-08WN4A0",
        "serial_number": "WD-WCC6Y0ABCDEF",
        "rotation_rate": 7200,
        "smart_status": {"passed": True},
        "temperature": {"current": 34},
        "power_on_time": {"hours": 20811},
        "power_cycle_count": 1204,
        **more,
    }


def table(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"ata_smart_attributes": {"revision": 16, "table": list(rows)}}


HDD = disk(
    **table(
        attribute(1, "Raw_Read_Error_Rate", 200, "0"),
        attribute(5, "Reallocated_Sector_Ct", 200, "12"),
        attribute(194, "Temperature_Celsius", 109, "34 (Min/Max 18/51)"),
        attribute(197, "Current_Pending_Sector", 200, "3"),
        attribute(199, "UDMA_CRC_Error_Count", 200, "41"),
    )
)
NVME = disk(
    "/dev/nvme0",
    device={"name": "/dev/nvme0", "type": "nvme", "protocol": "NVMe"},
    model_name="KINGSTON SNV2S500G",
    nvme_smart_health_information_log={
        "critical_warning": 0,
        "temperature": 41,
        "available_spare": 100,
        "available_spare_threshold": 10,
        "percentage_used": 13,
        "unsafe_shutdowns": 212,
        "media_errors": 0,
        "num_err_log_entries": 5,
        "warning_temp_time": 2,
        "critical_comp_time": 0,
    },
)
SAS = disk(
    device={"name": "/dev/sdb", "type": "scsi", "protocol": "SCSI"},
    model_name=None,
    scsi_model_name="HGST HUH721212AL5200",
    scsi_grown_defect_list=4,
    scsi_percentage_used_endurance_indicator=7,
)


def told(said: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    one = report(said)
    assert one is not None
    return dict(health(one)), dict(sampled(one))


def test_a_hard_disk_tells_its_spoilt_sectors_and_its_hours() -> None:
    facts, fields = told(HDD)
    assert facts == {
        "model": "WDC WD10EZEX-08WN4A0",
        "serial": "WD-WCC6Y0ABCDEF",
        "passed": True,
        "reallocated": 12,
        "unreadable": 3,
    }
    assert fields["temp_c"] == 34
    assert (fields["power_on_hours"], fields["power_cycle_count"]) == (20811, 1204)
    assert (fields["udma_crc_errors"], fields["pending_sector_count"]) == (41, 3)
    assert fields["health_ok"] is True


def test_an_nvme_disk_tells_its_wear_and_its_power_cuts() -> None:
    facts, fields = told(NVME)
    assert (facts["worn"], facts["unreadable"], facts["passed"]) == (10, 0, True)
    assert (fields["percentage_used"], fields["unsafe_shutdowns"]) == (13, 212)
    assert (fields["available_spare"], fields["error_log_entries"]) == (100, 5)


def test_a_sas_disk_tells_its_defects() -> None:
    facts, _ = told(SAS)
    assert (facts["model"], facts["reallocated"], facts["worn"]) == ("HGST HUH721212AL5200", 4, 5)


@pytest.mark.parametrize(
    ("row", "worn"),
    [
        (attribute(177, "Wear_Leveling_Count", 93, "68"), 5),
        (attribute(202, "Percent_Lifetime_Remain", 71, "29"), 25),
        (attribute(233, "Media_Wearout_Indicator", 100, "0"), 0),
        (attribute(231, "SSD_Life_Left", 2, "2"), 95),
        (attribute(233, "Lifetime_Writes_GiB", 100, "900"), None),
    ],
)
def test_what_is_left_of_a_solid_state_disk_is_in_as_many_names_as_makers(
    row: dict[str, Any], worn: int | None
) -> None:
    facts, _ = told(disk(rotation_rate=0, **table(row)))
    assert facts.get("worn") == worn


@pytest.mark.parametrize(
    ("said", "passed", "trouble"),
    [
        (disk(smart_status={"passed": False}, smartctl={"exit_status": 8}), False, "it is failing"),
        (
            disk(
                smartctl={"exit_status": 16},
                **table(attribute(5, "Reallocated_Sector_Ct", 1, "9000", when_failed="now")),
            ),
            True,
            "an attribute is beyond its limit; Reallocated_Sector_Ct is 1, limit 10",
        ),
        (disk(smartctl={"exit_status": 64}), True, None),  # errors it had long ago
        (disk(nvme_smart_health_information_log={"critical_warning": 2}), True, "it is too hot"),
        (disk(nvme_smart_health_information_log={"critical_warning": 8}), False, "only be read"),
        (disk(nvme_smart_health_information_log={"critical_warning": 5}), False, "no longer reli"),
    ],
)
def test_what_it_complains_of_is_told_in_words(
    said: dict[str, Any], passed: bool, trouble: str | None
) -> None:
    facts, _ = told(said)
    assert facts["passed"] is passed
    assert facts.get("trouble") is None if trouble is None else trouble in facts["trouble"]


# --- asking --------------------------------------------------------------------------------------


def listed(*disks: dict[str, Any]) -> dict[str, str | Exception]:
    devices = [{"name": d["device"]["name"], "type": d["device"]["type"]} for d in disks]
    answers: dict[str, str | Exception] = {
        "smartctl --scan --json": json.dumps({"smartctl": {}, "devices": devices})
    }
    for one in disks:
        place = f"-d {one['device']['type']} {one['device']['name']}"
        answers[f"smartctl --json -a -n standby {place}"] = json.dumps(one)
    return answers


def test_facts_and_samples_of_one_child_ask_each_disk_once(tmp_path: Path) -> None:
    outside = Commands(listed(HDD, NVME))
    here = Host(tmp_path, {}, outside)
    assert [row["name"] for row in disk_health.read(here)] == ["sda", "nvme0"]
    rows = list(smart_device.read(here))
    assert [tags["device"] for tags, _ in rows] == ["sda", "nvme0"]
    assert len(outside.asked) == 3


def test_a_disk_that_sleeps_or_tells_nothing_is_left_out(tmp_path: Path) -> None:
    asleep = {"smartctl": {"exit_status": 2}, "device": {"name": "/dev/sdb", "type": "sat"}}
    outside = Commands(listed(HDD, asleep))
    assert [row["name"] for row in disk_health.read(Host(tmp_path, {}, outside))] == ["sda"]


def test_an_nvme_disk_has_the_name_that_disks_has_whatever_its_controllers_number(
    tmp_path: Path,
) -> None:
    here = made_of_files.host(
        tmp_path,
        **{
            "/sys/block/sda/size": "8",
            "/sys/block/nvme0n1/size": "8",
            "/sys/block/nvme0n1/device/serial": "another's",
            "/sys/block/nvme1n1/size": "8",
            "/sys/block/nvme1n1/device/serial": "50026B7785",
            "/sys/block/nvme1n2/size": "8",
            "/sys/block/nvme1n2/device/serial": "50026B7785",
        },
    )
    nvme, lone = {**NVME, "serial_number": "50026B7785"}, disk("/dev/nvme7", serial_number=None)
    here = here._replace(outside=Commands(listed(HDD, nvme, lone)))
    health_of = disk_health.read(here)
    assert [row["name"] for row in health_of] == ["sda", "nvme1n1", "nvme7"]
    assert {"nvme1n1", "sda"} < {row["name"] for row in disks.read(here)}
    assert [tags["device"] for tags, _ in smart_device.read(here)] == ["sda", "nvme1n1", "nvme7"]


def behind(place: int) -> dict[str, Any]:
    """A disk behind a RAID controller: all of them have its name."""
    device = {"name": "/dev/bus/0", "type": f"megaraid,{place}", "protocol": "SCSI"}
    return disk(device=device, serial_number=f"S{place}")


def test_the_disks_behind_a_raid_controller_are_told_one_by_one(tmp_path: Path) -> None:
    answers = listed(behind(4), behind(5))
    rows = disk_health.read(Host(tmp_path, {}, Commands(answers)))
    names = ["bus/0 megaraid,4", "bus/0 megaraid,5"]
    assert [(row["name"], row["serial"]) for row in rows] == list(
        zip(names, ["S4", "S5"], strict=True)
    )
    (tmp_path / "run").mkdir()
    assert len(leave(tmp_path / "run/mkaguzi-smart", Commands(answers))) == 2
    left = disk_health.read(Host(tmp_path, {}, Commands({})))
    assert [row["name"] for row in left] == names


def test_what_a_helper_with_more_rights_left_is_read_instead(tmp_path: Path) -> None:
    folder = tmp_path / "run/mkaguzi-smart"
    folder.mkdir(parents=True)
    (folder / "sda.json").write_text(json.dumps(HDD))
    (folder / "torn.json").write_text(json.dumps(HDD)[:200])
    outside = Commands({})
    assert [row["name"] for row in disk_health.read(Host(tmp_path, {}, outside))] == ["sda"]
    assert outside.asked == []


def test_without_smartctl_there_is_nothing_to_tell(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        disk_health.read(Host(tmp_path, {}, Commands({})))


def test_a_version_without_json_tells_who_the_disks_are_and_whether_they_are_well(
    tmp_path: Path,
) -> None:
    said = (
        "Device Model:     ST500DM002-1BD142\nSerial Number:    Z3TABCDE\n"
        "SMART overall-health self-assessment test result: FAILED!\n"
    )
    outside = Commands(
        {
            "smartctl --scan --json": "=======> UNRECOGNIZED OPTION: json\n",
            "smartctl --scan": "/dev/sda -d scsi # /dev/sda, SCSI device\n",
            "smartctl -i -H -n standby -d scsi /dev/sda": said,
        }
    )
    [row] = disk_health.read(Host(tmp_path, {}, outside))
    assert (row["model"], row["serial"], row["passed"]) == ("ST500DM002-1BD142", "Z3TABCDE", False)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recordings lie beside the project")
@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("sample3", ("IBM-ESXS", "ST3300655SS", "3LM0L0FJ00009733Y46W", "BA23")),
        ("sample4", ("IBM-ESXS", "VSC7160", None, "1.06")),
        ("sample6", ("HP", "EG0600FBDSR", "EA01PB107H5K1103", "HPD2")),
        ("sample7", ("HGST", "HUH721212AL5200", "D5G7WG8L", "NS07")),
        ("sample8", (None, "OCZ-VECTOR150", "A21WN061452000199", "1.2")),
    ],
)
def test_a_recorded_text_is_understood(name: str, known: tuple[str | None, ...]) -> None:
    row = identity((RECORDED / name).read_text(encoding="utf-8"))
    assert tuple(row.get(k) for k in ("vendor", "model", "serial", "firmware")) == known


THINGS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([*HDD, *NVME, *SAS]), THINGS), st.sampled_from([HDD, NVME, SAS])
)
def test_a_report_that_lies_raises_nothing(noise: dict[str, Any], base: dict[str, Any]) -> None:
    one = report({**base, **noise})
    if one is not None:
        health(one)
        sampled(one)


@given(st.text())
def test_any_text_raises_nothing(said: str) -> None:
    assert isinstance(identity(said), dict)


def test_a_helper_leaves_what_each_disk_says_and_nothing_of_one_that_is_gone(
    tmp_path: Path,
) -> None:
    left = tmp_path / "run" / "mkaguzi-smart"
    left.parent.mkdir()
    recorded = listed(HDD, NVME)
    assert leave(left, Commands(recorded)) == ["nvme0.json", "sda.json"]
    assert {file.stat().st_mode & 0o777 for file in left.iterdir()} == {0o640}
    rows = disk_health.read(Host(tmp_path, {}, Commands({})))
    assert [row["name"] for row in rows] == ["nvme0", "sda"]

    gone = {words: answer for words, answer in recorded.items() if "/dev/sda" not in words}
    hangs = {"smartctl --json": TimeoutError("it did not answer")}
    assert leave(left, Commands({**gone, **hangs})) == ["nvme0.json"], "one that hangs costs itself"
    assert [file.name for file in left.iterdir()] == ["nvme0.json"]
    assert leave(left, Commands({})) == [], "without smartctl nothing stays that was true once"
    with pytest.raises(Nothing):
        disk_health.read(Host(tmp_path, {}, Commands({})))

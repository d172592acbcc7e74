"""Antivirus programs of Linux, by what their makers document that they print."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from agent import checked
from agent.linux.antivirus import (
    PRODUCTS,
    bitdefender,
    clamav,
    crowdstrike,
    eset,
    kaspersky,
    mdatp,
    paloalto,
    sentinelone,
    sophos,
)
from agent.linux.antivirus.product import installed
from agent.probe import Nothing, find_inventory
from agent.probes.inventory.antivirus import linux
from tests.recorded import Ended, machine, units

SHARED = Path(__file__).parent.parent.parent / "shared/machines/linux/antivirus"
VDB = "ClamAV-VDB:07 Dec 2023 04-30 -0500:27116:2048957:90:d41d8cd9:sig:raynman:1701941400"
CLAM_UNITS = "clamav-daemon.service clamd@scan.service clamd.service"


def test_clamav_by_its_files_and_its_service(tmp_path: Path) -> None:
    recorded = units(CLAM_UNITS, **{"clamav-daemon.service": "active"})
    recorded["clamscan --version"] = "ClamAV 1.0.3/27116/Thu Dec  7 09:30:00 2023\n"
    files = {
        "/usr/bin/clamscan": "",
        "/var/lib/clamav/daily.cvd": VDB.replace("27116", "27000").ljust(512).encode() + b"\x1f",
        "/var/lib/clamav/daily.cld": VDB.ljust(512).encode() + b"\x1f\x8b",
    }
    assert linux.read(machine(tmp_path, recorded, **files)) == [
        {
            "name": "ClamAV",
            "vendor": "Cisco Talos",
            "on": True,
            "version": "1.0.3",
            "signatures": 1_701_941_400,
            "signatures_version": "27116",
        }
    ]


def test_clamav_that_only_scans_when_told_to_guards_nothing(tmp_path: Path) -> None:
    stopped = units(CLAM_UNITS, **{"clamav-daemon.service": "inactive"})
    found = linux.read(machine(tmp_path / "a", stopped, **{"/usr/bin/clamscan": ""}))
    assert found == [{"name": "ClamAV", "vendor": "Cisco Talos", "on": False}]
    without_systemd = {"/usr/bin/clamscan": "", "/proc/77/comm": "clamd\n"}
    assert linux.read(machine(tmp_path / "b", **without_systemd))[0]["on"] is True


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (VDB.encode(), (27116, 1_701_941_400)),
        (VDB.rpartition(":")[0].encode(), (27116, 1_701_941_400)),
        (VDB.replace("07 Dec 2023 04-30 -0500", "?").rpartition(":")[0].encode(), None),
        (b"ClamAV-VDB:07 Dec 2023", None),
        (b"\xff" * 600, None),
        (b"", None),
    ],
)
def test_the_header_of_a_database(raw: bytes, expected: tuple[int, int] | None) -> None:
    assert clamav.header(raw) == expected


HEALTH = {
    "appVersion": "101.23062.0010",
    "definitionsStatus": {"$type": "upToDate"},
    "definitionsUpdated": "1691810784000",
    "definitionsVersion": "1.395.227.0",
    "healthy": True,
    "realTimeProtectionEnabled": {"managementSource": "local", "value": True},
}
OLDER = {
    "app_version": "101.23062.0010",
    "definitions_status": "up_to_date",
    "definitions_updated": "Aug 12, 2023 at 03:26:24 AM",
    "definitions_version": "1.395.227.0",
    "real_time_protection_enabled": True,
}
HEALTHY = {
    "version": "101.23062.0010",
    "on": True,
    "up_to_date": True,
    "signatures": 1_691_810_784,
    "signatures_version": "1.395.227.0",
}


@pytest.mark.parametrize("told", [HEALTH, OLDER])
def test_defender_by_its_health(told: dict[str, Any]) -> None:
    assert mdatp.health(json.dumps(told)) == HEALTHY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", {}),
        ("[]", {}),
        ("null", {}),
        ("", {}),
        ("ATTENTION: No license found.", {}),
        ('{"appVersion": 7, "definitionsStatus": [1], "definitionsUpdated": {"a": {}}}', {}),
        ('{"definitionsUpdated": "0"}', {}),
        ('{"definitionsUpdated": true, "realTimeProtectionEnabled": "true"}', {}),
        ('{"definitionsStatus": {"$type": "outOfDate"}}', {"up_to_date": False}),
        ('{"realTimeProtectionEnabled": {"value": false}}', {"on": False}),
    ],
)
def test_defender_that_says_something_else_is_survived(text: str, expected: Any) -> None:
    assert mdatp.health(text) == expected


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded machines are not here")
def test_the_recorded_machines() -> None:
    assert mdatp.health((SHARED / "not-expected-output.json").read_text(encoding="utf-8")) == {}
    info = (SHARED / "cortex-xdr-8.2.1.120305-info").read_text(encoding="utf-8")
    assert paloalto.told(info, "") == {"version": "8.2.1.120305"}


CORTEX = "Cortex XDR (R) supervisor tool 8.1.0.99\n(c) Palo Alto Networks, Inc.\n\nGeneral\n"
KESL = """\
Name:                                       Kaspersky Endpoint Security 10 SP1 for Linux
Version:                                    10.1.0.5960
License expiration date:                    2019-07-09
Last release date of databases:             2018-08-23 04:11:00
Anti-virus databases loaded:                Yes
File monitoring:                            Available and {}
"""
MODULES = """\
EM000   1094 (20220919)    Update module
EM002   27116P (20230515)  Detection engine
EM003   1329 (20230427)    Archive support module
"""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            paloalto.told(CORTEX, "Content Type: 2200\nContent Version: 2200-33468\n"),
            {"version": "8.1.0.99", "signatures_version": "2200-33468"},
        ),
        (paloalto.told("Error: access denied", ""), {}),
        (
            crowdstrike.told("rfm-state=false, version = 7.05.16004.0\n"),
            {"version": "7.05.16004.0"},
        ),
        (
            crowdstrike.told("version = 6.46.14306.0\nrfm-state=true.\n"),
            {"version": "6.46.14306.0", "on": False},
        ),
        (crowdstrike.told("ERROR: falconctl must be run as root\n"), {}),
        (
            sentinelone.told("Agent version: 23.4.2.14\nAgent state                Enabled\n"),
            {"version": "23.4.2.14", "on": True},
        ),
        (sentinelone.told("Agent state   Disabled"), {"on": False}),
        (
            eset.told("/opt/eset/eea/bin/upd (eea) 9.1.11.0\n", MODULES),
            {"version": "9.1.11.0", "signatures": 1_684_108_800, "signatures_version": "27116P"},
        ),
        (eset.told("", MODULES.replace("20230515", "20239999")), {"signatures_version": "27116P"}),
        (
            bitdefender.told(
                "Product version: 7.0.3.2239\nEngines version: 7.95171\n"
                "Antimalware status: On\nNew security content available: no\n"
            ),
            {
                "version": "7.0.3.2239",
                "on": True,
                "up_to_date": True,
                "signatures_version": "7.95171",
            },
        ),
        (
            sophos.told(
                "Sophos Anti-Virus is active\nOn-access scanning is not running\n",
                "Sophos Anti-Virus       = 9.15.1\nThreat data version     = 5.55\n",
            ),
            {"version": "9.15.1", "on": False},
        ),
        (sophos.told("On-access scanning is running\n", ""), {"on": True}),
    ],
)
def test_what_each_says_of_itself(told: Any, expected: dict[str, Any]) -> None:
    assert told == expected


def test_kaspersky_tells_in_this_machines_own_time() -> None:
    made = int(time.mktime(time.strptime("2018-08-23 04:11:00", "%Y-%m-%d %H:%M:%S")))
    expected = {"version": "10.1.0.5960", "on": True, "signatures": made}
    assert kaspersky.told(KESL.format("running")) == expected
    assert kaspersky.told(KESL.format("stopped"))["on"] is False
    without = KESL.format("running").replace("2018-08-23 04:11:00", "1970-01-01 00:00:00")
    assert "signatures" not in kaspersky.told(without)


def test_a_program_that_hangs_or_may_not_be_asked_is_told_by_its_service(tmp_path: Path) -> None:
    recorded = {
        "/opt/CrowdStrike/falconctl -g --version --rfm-state": Ended(255, "must be run as root"),
        "mdatp health --output json": TimeoutError("mdatp did not answer within 15 s"),
        **units(
            "falcon-sensor.service mdatp.service",
            **{"falcon-sensor.service": "active", "mdatp.service": "failed"},
        ),
    }
    files = {"/opt/CrowdStrike/falconctl": "", "/usr/bin/mdatp": ""}
    found = {row["name"]: row for row in linux.read(machine(tmp_path, recorded, **files))}
    assert found["CrowdStrike Falcon"]["on"] is True
    assert found["Microsoft Defender for Endpoint"]["on"] is False


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.name)
def test_one_that_is_there_and_says_nothing_is_told_all_the_same(
    tmp_path: Path, product: Any
) -> None:
    where = machine(tmp_path, **{product.places[0]: ""})
    assert installed(where, product)
    rows = linux.read(where)
    assert rows == [{"name": product.name, "vendor": product.vendor}]
    probe = next(probe for probe in find_inventory() if probe.name == "antivirus")
    assert checked.section(probe, rows) == rows


def test_a_machine_without_any_has_no_such_section(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        linux.read(machine(tmp_path))

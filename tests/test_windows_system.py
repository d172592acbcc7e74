"""Which Windows it is, its licence, its programs, its updates, and how it started."""

from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

import pytest

from agent.probe import Nothing
from agent.probes.inventory.office import windows as office
from agent.probes.inventory.os import windows as system
from agent.probes.inventory.software import windows as software
from agent.probes.inventory.starts import windows as starting
from agent.probes.inventory.updates import windows as updates
from agent.windows import eventlog, licensing, update_agent
from agent.windows.licences import of_windows
from agent.windows.starts import event, section, starts
from agent.windows.uninstall import KEY, package
from agent.windows.update_agent import Told, Update
from collector.judge import derived
from collector.judge.derived.context import Context
from collector.standards.rulebook import lifecycle
from tests.recorded_windows import RECORDED, WHERE, machine, recorded

NOW = 1_795_000_000
real = pytest.mark.skipif(not RECORDED.exists(), reason=WHERE)
LIFECYCLE = lifecycle()


def release(name: str, build: str, edition: str, kind: str = "WinNT", **more: Any) -> Any:
    """`os` by the registry, and what the judge derives of it."""
    current = {"ProductName": name, "CurrentBuildNumber": build, "EditionID": edition, **more}
    told = system.told(current, {"ProductType": kind}, {"PROCESSOR_ARCHITECTURE": "AMD64"})
    known = derived.all_of({"os": told}, Context(NOW, NOW, (), None, {}, LIFECYCLE))
    return told, known["support"].get("release"), known["asset"]["kind"]


TEN: dict[str, Any] = {
    "CurrentMajorVersionNumber": 10,
    "CurrentMinorVersionNumber": 0,
    "CurrentVersion": "6.3",
}
CORE: dict[str, Any] = {"InstallationType": "Server Core"}


@pytest.mark.parametrize(
    ("told", "name", "known", "kind"),
    [
        (("Windows 10 Pro", "22631", "Professional"), "Windows 11", "Windows 11 23H2", "desktop"),
        (("Windows 10 Pro", "19045", "Professional"), "Windows 10", "Windows 10 22H2", "desktop"),
        (("Windows 10 Entreprise LTSC", "17763", "EnterpriseS"), "Windows 10", "Windows 10 1809",
         "desktop"),
        (("Windows Server 2019 Standard", "17763", "ServerStandard", "ServerNT"),
         "Windows Server 2019", "Windows Server 2019", "server"),
        (("Windows Server 2025 Datacenter", "26100", "ServerDatacenter", "LanmanNT"),
         "Windows Server 2025", "Windows Server 2025", "server"),
        (("Windows 11 Pro", "26100", "Professional"), "Windows 11", "Windows 11 24H2", "desktop"),
    ],
)  # fmt: skip
def test_a_release_is_found_in_the_tables_of_support(
    told: tuple[str, ...], name: str, known: str, kind: str
) -> None:
    found, support, asset = release(*told, **TEN)
    assert (found["name"], support, asset) == (name, known, kind)
    assert found["version_id"] == f"10.0.{told[1]}"


def test_a_release_older_than_editions_is_known_by_its_name() -> None:
    old, support, kind = release(
        "Microsoft Windows XP", "2600", "", CurrentVersion="5.1", CSDVersion="Service Pack 3"
    )
    assert (old["name"], old["version_id"], support) == ("Windows XP", "5.1.2600", "Windows XP SP3")
    assert (old["release"], kind, "edition" in old) == ("Service Pack 3", "desktop", False)
    old, support, kind = release(
        "Microsoft Windows Server 2003 R2", "3790", "", "ServerNT", CurrentVersion="5.2"
    )
    assert (old["edition"], support, kind) == (
        "ServerStandard",
        "Windows Server 2003 SP2",
        "server",
    )
    seven, support, _ = release(
        "Windows 7 Professionnel", "7601", "Professional", CurrentVersion="6.1"
    )
    assert (seven["name"], seven["version"]) == ("Windows 7", "Windows 7 Professionnel")
    assert support == "Windows 7 SP1"


def test_a_build_tells_its_updates_and_a_server_without_a_desktop_is_one() -> None:
    found, _, kind = release(
        *("Windows Server 2022 Standard", "20348", "ServerStandard", "ServerNT"),
        **{**TEN, **CORE, "UBR": 2340, "DisplayVersion": "21H2", "InstallDate": 1_690_000_000},
    )
    assert (found["build"], found["release"], found["kernel"]) == (
        *("20348.2340", "21H2"),
        "10.0.20348.2340",
    )
    assert (found["graphical"], kind, found["installed"]) == (False, "server", "2023-07-22")
    found, _, _ = release("Windows 10 Home", "22000", "Core", **TEN)
    assert found["version"] == "Windows 11 Home", "the registry still says 10"
    newer, support, _ = release("Windows 10 Pro", "40000", "Professional", **TEN)
    assert (newer["name"], support) == ("Windows 11", None), "a newer one is no breach"


WINDOWS, OFFICE = "55c92734-d682-4d71-983e-d6ec3f16059f", "0ff1ce15-a989-479d-af46-f275c6370663"


def licence(status: Any, channel: str = "Retail", **more: Any) -> dict[str, Any]:
    return {
        "ApplicationID": WINDOWS,
        "LicenseStatus": status,
        "PartialProductKey": "3V66T",
        "ProductKeyChannel": channel,
        **more,
    }


@pytest.mark.parametrize(
    ("status", "state"),
    [
        *((0, "unlicensed"), (1, "licensed"), (2, "grace"), (3, "grace"), (4, "grace")),
        *((5, "notification"), (6, "grace"), ("1", "licensed")),
    ],
)
def test_the_state_of_a_licence_has_a_word(tmp_path: Path, status: Any, state: str) -> None:
    host = machine(tmp_path, wmi={"SoftwareLicensingProduct": [licence(status)]})
    assert of_windows(host.outside) == {"activation": state, "licence": "retail"}


@pytest.mark.parametrize(
    ("channel", "kind"),
    [("OEM:DM", "oem"), ("Volume:GVLK", "volume"), ("Volume:MAK", "volume"), ("Retail", "retail")],
)
def test_windows_own_record_is_asked_by_calls_before_wmi(
    tmp_path: Path, channel: str, kind: str
) -> None:
    told = [licence(0, "Volume:GVLK"), licence(1, channel)]
    host = machine(tmp_path, calls={licensing.products: told})
    assert of_windows(host.outside) == {"activation": "licensed", "licence": kind}
    assert getattr(host.outside, "asked", None) == []
    assert of_windows(machine(tmp_path).outside) == {}


def test_what_windows_hands_out_of_licences_is_read() -> None:
    sku = uuid.UUID(OFFICE)
    raw = b"".join(
        sku.bytes_le + state.to_bytes(4, "little") + bytes(20) for state in (0, 1, 2, 3, 9)
    )
    assert [state for _, state in licensing.states(raw)] == [0, 1, 2, 5, -1]
    assert {one for one, _ in licensing.states(raw)} == {sku}
    assert len(licensing.states(raw[:-1])) == 4


@real
def test_recorded_office_of_windows_installer(tmp_path: Path) -> None:
    """Of their whole key ours keeps the last five signs; it came with a machine (OEM). Ours tells
    besides the edition that the key itself is of, which is not the one it could be made into."""
    [row] = office.read(recorded(tmp_path, "office_2010_1"))
    assert row == {
        "name": "Microsoft Office Professional 2010",
        "version": "14.0 SP2",
        "architecture": "x86",
        "edition": "HomeBusinessR",
        "licence": "oem",
        "key_end": "JVB9D",
        "activation": "unknown",
    }


@real
def test_recorded_office_of_a_volume_licence(tmp_path: Path) -> None:
    """One product of 350 that the registry names is there. Theirs is called by its licence's family
    and channel; ours by its name, found by the licence's ID. The key at installation (3TF27) was
    replaced: the licence's counts."""
    [row] = office.read(recorded(tmp_path, "office_2016_01"))
    assert row["name"] == "Microsoft Office Professional Plus 2016"
    assert (row["activation"], row["licence"], row["key_end"]) == ("licensed", "volume", "WE9H9")
    assert (row["edition"], row["architecture"]) == ("Office16ProPlusVL_KMS_Client", "x64")


def test_click_to_run_and_offices_of_others(tmp_path: Path) -> None:
    settings = r"HKLM\SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
    channel = "http://officecdn.microsoft.com/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60"
    keys: dict[str, Any] = {
        settings: {
            "ProductReleaseIds": "O365ProPlusRetail,VisioProRetail",
            "Platform": "x64",
            "VersionToReport": "16.0.17029.20108",
            "UpdateChannel": channel,
        },
        rf"HKLM\{KEY}\O365ProPlusRetail - sw-ke": {
            "DisplayName": "Microsoft 365 Apps for enterprise - sw-ke"
        },
        rf"HKLM\{KEY}\LibreOffice": {"DisplayName": "LibreOffice 7.6", "DisplayVersion": "7.6.4"},
    }
    own = licence(1, "Retail", LicenseFamily="Office16O365ProPlusR_Subscription1")
    own.update(ApplicationID=OFFICE, Description="Office 16, TIMEBASED_SUB channel Subscription")
    host = machine(tmp_path, keys, {"SoftwareLicensingProduct": [own]})
    found = {row["name"]: row for row in office.read(host)}
    assert found["Microsoft 365 Apps for enterprise"] == {
        "name": "Microsoft 365 Apps for enterprise",
        "edition": "O365ProPlusRetail",
        "version": "16.0.17029.20108",
        "channel": "Current",
        "architecture": "x64",
        "activation": "licensed",
        "licence": "subscription",
        "key_end": "3V66T",
    }
    assert found["VisioProRetail"]["version"] == "16.0.17029.20108"
    assert found["LibreOffice 7.6"] == {"name": "LibreOffice 7.6", "version": "7.6.4"}
    with pytest.raises(Nothing):
        office.read(machine(tmp_path))


@real
@pytest.mark.parametrize("name", ["10_russian", "mssql_engine"])
def test_recorded_programs_are_known(tmp_path: Path, name: str) -> None:
    """Apps that come with Windows (`FROM: uwp`, all of Microsoft) are no programs of anybody's."""
    answers = json.loads((RECORDED.parent / "windows.json").read_text(encoding="utf-8"))[name]
    wanted = [one for one in answers["softwares.softwares_tests"] if one["FROM"] == "registry"]
    found = {row["name"]: row for row in software.read(recorded(tmp_path, name))}
    assert set(found) == {one["NAME"] for one in wanted}
    for one in wanted:
        row = found[one["NAME"]]
        day = "-".join((one["INSTALLDATE"] or "").split("/")[::-1]) or None
        assert (row["version"], row.get("installed")) == (one["VERSION"], day)
        assert (row.get("publisher"), row["source"]) == (one.get("PUBLISHER"), "registry")


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"DisplayName": name, **more}


def test_programs_of_both_widths_of_each_user_and_of_the_store(tmp_path: Path) -> None:
    narrow = KEY.replace("SOFTWARE", r"SOFTWARE\Wow6432Node")
    user = r"HKU\S-1-5-21-1-2-3-1001"
    store = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore"
    guid = "{23170F69-40C1-2702-2301-000001000000}"
    keys: dict[str, Any] = {
        r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment": {
            "PROCESSOR_ARCHITECTURE": "AMD64"
        },
        rf"HKLM\{KEY}\7-Zip": named("7-Zip 23.01 (x64)", DisplayVersion="23.01"),
        rf"HKLM\{narrow}\{guid}": named("Epicor\0\0", Version=0x050A0003, InstallDate="20230105"),
        rf"{user}\{KEY}\Zoom": named("Zoom Workplace", Publisher="Zoom"),
        rf"{user}\{KEY}\Nameless": {"DisplayVersion": "1"},
        rf"HKLM\{KEY}\KB5005463": named("PC Health Check"),
        rf"HKLM\{KEY}\Patch": named("Security Update for Word (KB2345678) 32-Bit"),
        rf"HKLM\{KEY}\Part": named("Part", ParentKeyName="7-Zip"),
        rf"HKLM\{KEY}\Kind": named("Service", ReleaseType="Service Pack"),
        rf"HKLM\{KEY}\Hidden": named("Runtime", SystemComponent=1),
        rf"{store}\S-1-5-21-1-2-3-1001\5319275A.WhatsAppDesktop_2.2.3.0_x64__cv1g1gvanyjgm": {},
        rf"{store}\S-1-5-21-1-2-3-1001\Microsoft.WindowsStore_1.2.3.4_x64__8wekyb3d8bbwe": {},
        rf"{store}\Applications\A.B_1.2.3.4_x64__cv1g1gvanyjgm": {},
    }
    assert software.read(machine(tmp_path, keys)) == [
        {
            "name": "5319275A.WhatsAppDesktop",
            "version": "2.2.3.0",
            "architecture": "x64",
            "source": "store",
        },
        {
            "name": "7-Zip 23.01 (x64)",
            "version": "23.01",
            "architecture": "x64",
            "source": "registry",
        },
        {
            "name": "Epicor",
            "version": "5.10.3",
            "architecture": "x86",
            "source": "registry",
            "installed": "2023-01-05",
        },
        {"name": "Zoom Workplace", "publisher": "Zoom", "source": "user"},
    ]
    assert package("no package") == {}


def logged(number: int, provider: str, event_id: int, at: str, **data: Any) -> str:
    told = "".join(f"<Data Name='{name}'>{value}</Data>" for name, value in data.items())
    return (
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        f"<Provider Name='{provider}' Guid='{{a68ca8b7}}'/><EventID Qualifiers='0'>{event_id}"
        f"</EventID><TimeCreated SystemTime='2026-11-{at}.1234567Z'/>"
        f"<EventRecordID>{number}</EventRecordID></System><EventData>{told}</EventData></Event>"
    )


GENERAL, BOOT, POWER = (f"Microsoft-Windows-Kernel-{name}" for name in ("General", "Boot", "Power"))
LOG = [
    logged(1, GENERAL, 12, "01T06:00:00"),
    logged(2, BOOT, 27, "01T06:00:00", BootType=0),
    logged(3, "EventLog", 6005, "01T06:00:09"),
    logged(4, "User32", 1074, "01T15:00:00"),
    logged(5, "EventLog", 6006, "01T15:00:02"),
    logged(6, GENERAL, 13, "01T15:00:03"),
    logged(7, GENERAL, 12, "02T06:00:00"),
    logged(8, "EventLog", 6005, "02T06:00:05"),
    logged(9, BOOT, 27, "03T06:00:00", BootType="0x1"),  # fast startup: no other trace
    logged(10, BOOT, 27, "03T12:00:00", BootType="0x2"),  # from hibernation: what ran goes on
    logged(11, GENERAL, 12, "04T06:00:00"),
    logged(12, "EventLog", 6008, "04T06:00:06"),
    logged(13, "EventLog", 6005, "04T06:00:06"),
    logged(14, POWER, 41, "04T06:00:08", BugcheckCode=0),
]


def test_starts_tell_how_it_had_ended_before() -> None:
    events = [one for xml in reversed(LOG) if (one := event(xml)) is not None]
    found = starts(events)
    assert [one.after for one in found] == ["unknown", "clean", "clean", "unclean"]
    told = section(found, found[1].at)
    assert (told["starts"], told["unclean"], told["last_unclean"]) == (3, 1, found[-1].at)
    assert [row["after"] for row in told["recent"]] == ["unclean", "clean", "clean"]


def test_a_log_that_begins_with_the_complaint_and_two_power_cuts_in_a_minute() -> None:
    log = [
        logged(1, GENERAL, 12, "01T06:00:00"),
        logged(2, "EventLog", 6008, "02T06:00:09"),
        logged(3, GENERAL, 12, "02T06:00:00"),
        logged(4, "EventLog", 6005, "02T06:00:10"),
        logged(5, GENERAL, 12, "02T06:01:00"),
        logged(6, POWER, 41, "02T06:01:03"),
    ]
    found = starts(one for xml in log if (one := event(xml)) is not None)
    assert [one.after for one in found] == ["unknown", "unclean", "unclean"]


def test_windows_xp_has_the_logs_own_start_alone() -> None:
    log = [
        logged(1, "EventLog", 6005, "01T06:00:00"),
        logged(2, "EventLog", 6006, "01T15:00:00"),
        logged(3, "EventLog", 6005, "02T06:00:00"),
    ]
    found = starts(one for xml in log if (one := event(xml)) is not None)
    assert [one.after for one in found] == ["unknown", "clean"]
    assert event("<Event>") is None
    assert event("") is None


def test_the_log_is_asked_with_a_bound_and_what_is_torn_is_left_out(tmp_path: Path) -> None:
    asked: list[Any] = []
    day_ago = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 86_400))
    newest = logged(99, GENERAL, 12, "01T06:00:00").replace("2026-11-01T06:00:00", day_ago)

    def told(*words: Any) -> list[str]:
        asked.extend(words)
        return [newest, "torn", newest.replace("SystemTime='2", "SystemTime='x")]

    found = starting.read(machine(tmp_path, calls={eventlog.newest: told}))
    assert (found["starts"], found["unclean"]) == (1, 0)
    assert (asked[0], asked[2]) == ("System", 2000)
    assert "EventID=41" in asked[1]
    with pytest.raises(OSError, match="newest"):
        starting.read(machine(tmp_path))


SECURITY, DEFINITION = (
    "0fa1201d-4330-4fa8-8ae9-b877473b6441",
    "e0789628-ce08-4437-be74-2495b842f43b",
)
OPTIONS = r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"
WINDOWS_KEY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
AUTO = rf"{WINDOWS_KEY}\WindowsUpdate\Auto Update"
POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"


def test_updates_by_the_agent_leave_out_drivers_and_signatures(tmp_path: Path) -> None:
    told = Told(
        [
            Update("2026-11 Cumulative Update", "", (SECURITY.upper(),), False),
            Update("Word", "Critical", (), False),
            Update("Edge", "", (), False),
            Update("Signatures", "", (DEFINITION,), False),
            Update("Intel - Display", "", (), True),
        ],
        1_794_000_000.0,
        1_793_000_000.0,
        True,
    )
    assert updates.read(machine(tmp_path, calls={update_agent.told: told})) == {
        "pending": 3,
        "security_pending": 2,
        "checked": 1_794_000_000,
        "installed": 1_793_000_000,
        "restart": True,
        "restart_for": "Windows Update",
        "automatic": True,
        "source": "windows_update",
    }


def test_updates_by_the_registry_where_the_agent_hangs(tmp_path: Path) -> None:
    ticks = (1_793_500_000 + 11_644_473_600) * 10_000_000
    halves = {"InstallTimeHigh": ticks >> 32, "InstallTimeLow": ticks & 0xFFFFFFFF}
    servicing = rf"{WINDOWS_KEY}\Component Based Servicing"
    keys: dict[str, Any] = {
        rf"{AUTO}\Results\Detect": {"LastSuccessTime": "2026-11-01 10:00:00"},
        rf"{AUTO}\Results\Install": {"LastSuccessTime": "2026-10-01 10:00:00"},
        rf"{servicing}\Packages\Package_for_RollupFix~31bf~amd64~~19041.1": halves,
        rf"{servicing}\Packages\Other~31bf": {"InstallTimeHigh": 1, "InstallTimeLow": 1},
        rf"{servicing}\RebootPending": {},
        POLICY: {"WUServer": "http://wsus:8530"},
        rf"{POLICY}\AU": {"UseWUServer": 1, "AUOptions": 3},
    }
    hangs = {update_agent.told: TimeoutError("no answer")}
    assert updates.read(machine(tmp_path, keys, calls=hangs)) == {
        "checked": 1_793_527_200,
        "installed": 1_793_500_000,
        "automatic": False,
        "restart": True,
        "restart_for": "Component Based Servicing",
        "source": "wsus",
    }


def test_signatures_of_defender_are_no_updates_of_windows(tmp_path: Path) -> None:
    """The agent's date is that of any update; that of the newest rollup is told in its place."""
    ticks = (1_770_000_000 + 11_644_473_600) * 10_000_000
    halves = {"InstallTimeHigh": ticks >> 32, "InstallTimeLow": ticks & 0xFFFFFFFF}
    packages = rf"{WINDOWS_KEY}\Component Based Servicing\Packages"
    keys: dict[str, Any] = {rf"{packages}\Package_for_RollupFix~31bf~amd64~~19041.1": halves}
    told = Told([], 1_794_000_000.0, 1_793_990_000.0, False)
    found = updates.read(machine(tmp_path, keys, calls={update_agent.told: told}))
    assert (found["installed"], found["checked"]) == (1_770_000_000, 1_794_000_000)


@pytest.mark.parametrize(
    ("keys", "kind", "automatic"),
    [
        ({}, "WinNT", True),
        ({}, "ServerNT", False),
        ({rf"{POLICY}\AU": {"NoAutoUpdate": 1}}, "WinNT", False),
        ({rf"{POLICY}\AU": {"AUOptions": 4}}, "ServerNT", True),
        ({AUTO: {"AUOptions": 1}}, "WinNT", False),
        ({rf"{POLICY}\AU": {"AUOptions": 5}, AUTO: {"AUOptions": 4}}, "WinNT", True),
        ({r"HKLM\SYSTEM\CurrentControlSet\Services\wuauserv": {"Start": 4}}, "WinNT", False),
    ],
)
def test_whether_updates_come_by_themselves(
    tmp_path: Path, keys: dict[str, Any], kind: str, automatic: bool
) -> None:
    options: dict[str, Any] = {OPTIONS: {"ProductType": kind}}
    assert updates.read(machine(tmp_path, {**keys, **options}))["automatic"] is automatic

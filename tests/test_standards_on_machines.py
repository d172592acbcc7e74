"""The shipped standards on what probes read of machines: verdicts are what a person would say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.probe import Host, Nothing, Probe, find_inventory
from agent.windows import defender, people, tpm, update_agent
from agent.windows.people import Member, User
from agent.windows.profiles import SETTINGS
from agent.windows.update_agent import Told, Update
from collector.judge import derived
from collector.judge.derived.context import Context, Sampled
from collector.judge.judging import judge
from collector.standards.rulebook import SHIPPED, lifecycle, read
from tests import recorded as linux
from tests.recorded_windows import RECORDED, WHERE, machine, recorded

NOW = 1_795_453_500
"""2026-11-23, 20:05 in Tanzania."""
DAY = 86_400
RULES = [rule._replace(lasting=0) for rule in read([SHIPPED]).rules]
PROBES: dict[str, Probe] = {probe.name: probe for probe in find_inventory()}
CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
UNINSTALL = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
SERVICING = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
NO_CENTER = OSError("WBEM_E_INVALID_NAMESPACE")


def facts(host: Host, *names: str) -> dict[str, Any]:
    """These sections, as the agent would tell them."""
    found = {}
    for name in names:
        try:
            found[name] = PROBES[name].read(host)
        except Nothing:
            continue
    return found


def verdicts(known: dict[str, Any], on_for: int = DAY) -> dict[str, str]:
    """How it stands by each standard, once all has lasted; a breach by its severity."""
    system = Sampled(NOW, [{"tags": {}, "fields": {"uptime": on_for}}])
    context = Context(NOW, NOW, (), None, {"system": system}, lifecycle())
    found = judge(derived.all_of(known, context), RULES, NOW, {})
    return {k: v.severity if v.status == "breach" else v.status for k, v in found.items()}


def filetime(seconds: int) -> bytes:
    """UTC s as the registry has it."""
    return ((seconds + 11_644_473_600) * 10_000_000).to_bytes(8, "little")


def windows(
    folder: Path, *, server: bool = False, wmi: Any = None, calls: Any = None, **keys: Any
) -> Host:
    """A Windows 11, or a Server 2019, with these keys beside its own; `programs` by name."""
    edition, build = ("ServerStandard", "17763") if server else ("Professional", "26200")
    name = "Windows Server 2019 Standard" if server else "Windows 10 Pro"
    registry: dict[str, Any] = {
        CURRENT: {"ProductName": name, "EditionID": edition, "CurrentBuild": build},
        rf"{CONTROL}\ProductOptions": {"ProductType": "ServerNT" if server else "WinNT"},
        r"HKLM\SYSTEM\CurrentControlSet\Services\WinDefend": {"Start": 2},
        rf"{defender.KEY}\Signature Updates": {"AVSignatureApplied": filetime(NOW - 20 * DAY)},
    }
    for program in keys.pop("programs", ()):
        registry[rf"{UNINSTALL}\{program}"] = {"DisplayName": program}
    return machine(folder, {**registry, **keys}, wmi, calls)


def antivirus(folder: Path, products: Any, server: bool = False, **keys: Any) -> tuple[str, str]:
    """How it stands by SEC-01 and SEC-02; `-` where that one does not apply."""
    wmi = {"AntiVirusProduct": products, "MSFT_MpComputerStatus": OSError("hangs")}
    host = windows(folder, server=server, wmi=wmi, **keys)
    found = verdicts(facts(host, "os", "antivirus", "software"))
    return found["SEC-01"], found.get("SEC-02", "-")


def test_defender_that_stands_back_for_another_is_no_breach(tmp_path: Path) -> None:
    """Its own signatures are three weeks old, and nobody needs them."""
    back = {"displayName": "Windows Defender", "productState": 393472}
    kaspersky = {"displayName": "Kaspersky Free", "productState": 266240}
    assert antivirus(tmp_path, [back, kaspersky]) == ("compliant", "compliant")
    stale, off = ({**kaspersky, "productState": state} for state in (266256, 262160))
    assert antivirus(tmp_path, [back, stale]) == ("compliant", "major")
    assert antivirus(tmp_path, [back, off]) == ("critical", "-")


def test_a_server_that_has_no_security_center(tmp_path: Path) -> None:
    off: dict[str, Any] = {defender.POLICY: {"DisableAntiSpyware": 1}}
    others = {"programs": ["Kaspersky Endpoint Security for Windows"]}
    assert antivirus(tmp_path, NO_CENTER, server=True) == ("compliant", "major")
    assert antivirus(tmp_path, NO_CENTER, server=True, **off) == ("critical", "-")
    assert antivirus(tmp_path, NO_CENTER, server=True, **off, **others) == ("unknown", "unknown")


def test_a_linux_is_asked_for_no_antivirus(tmp_path: Path) -> None:
    where = linux.machine(tmp_path, {}, **{"/etc/os-release": "ID=debian\nVERSION_ID=12\n"})
    found = verdicts(facts(where, "os", "antivirus", "updates"))
    assert not {"SEC-01", "SEC-02", "OS-04", "HW-04"} & set(found)
    assert found["OS-03"] == "unknown"


def updates(folder: Path, installed: int, *waiting: Update, **more: Any) -> dict[str, str]:
    """How a machine stands whose newest rollup is so many days old, and which looked today."""
    told = Told(list(waiting), NOW - DAY, NOW - DAY, False)
    ticks = int.from_bytes(filetime(NOW - installed * DAY), "little")
    halves = {"InstallTimeHigh": ticks >> 32, "InstallTimeLow": ticks & 0xFFFFFFFF}
    keys: dict[str, Any] = {
        rf"{SERVICING}\Packages\Package_for_RollupFix~31bf~amd64~~26100.1": halves
    }
    host = windows(folder, calls={update_agent.told: told}, **keys, **more)
    return verdicts(facts(host, "os", "updates"))


def test_updates_of_a_month_and_of_a_year(tmp_path: Path) -> None:
    """The agent of Windows says "yesterday" in each case: Defender's signatures are updates too."""
    rollup = Update("2026-11 Cumulative Update", "Critical", (), False)
    driver = Update("Intel - Display", "", (), True)
    assert updates(tmp_path, 13, rollup)["OS-03"] == "compliant"
    assert updates(tmp_path, 300, driver)["OS-03"] == "compliant"
    assert updates(tmp_path, 300, rollup)["OS-03"] == "major"
    assert updates(tmp_path, 60, rollup, server=True)["OS-03"] == "major"
    assert updates(tmp_path, 300, rollup, server=True)["OS-03"] == "critical"


def test_a_restart_counts_after_days_of_being_on(tmp_path: Path) -> None:
    waits: dict[str, Any] = {rf"{SERVICING}\RebootPending": {}}
    known = facts(windows(tmp_path, **waits), "os", "updates")
    assert verdicts(known)["OS-06"] == "compliant"
    assert verdicts(known, on_for=20 * DAY)["OS-06"] == "minor"


def test_a_pc_of_2012_is_a_list_for_the_budget_and_one_of_today_is_well(tmp_path: Path) -> None:
    old: dict[Any, Any] = {tpm.firmware_type: "bios", tpm.version: ""}
    found = verdicts(facts(windows(tmp_path, calls=old), "os", "boot"))
    assert (found["HW-04"], found.get("SEC-10", "-")) == ("minor", "-")
    new: dict[Any, Any] = {tpm.firmware_type: "uefi", tpm.version: "2.0"}
    state: dict[str, Any] = {rf"{CONTROL}\SecureBoot\State": {"UEFISecureBootEnabled": 1}}
    known = facts(windows(tmp_path, calls=new, **state), "os", "boot")
    disks = [{"name": "PhysicalDrive0", "system": True, "size": 256_060_514_304, "type": "nvme"}]
    known |= {"memory": {"installed": 8 << 30}, "processor": {"cores": 4}, "disks": disks}
    found = verdicts(known)
    assert (found["HW-04"], found["SEC-10"]) == ("compliant", "compliant")


def test_guests_and_open_accounts_of_windows(tmp_path: Path) -> None:
    own = [User("Mgeni", 0x222, 501), User("juma", 0x200, 1001), User("asha", 0x200, 1002)]
    trusted = [Member("S-1-5-21-1-2-3-1001", 1, "PC\\juma")]
    calls: dict[Any, Any] = {people.users: own, people.administrators: trusted}
    found = verdicts(facts(windows(tmp_path, calls=calls), "os", "accounts"))
    assert (found["SEC-06"], found["SEC-09"]) == ("compliant", "compliant")
    calls[people.users] = [User("Mgeni", 0x220, 501), *own[1:]]
    found = verdicts(facts(windows(tmp_path, calls=calls), "os", "accounts"))
    assert found["SEC-09"] == "major"


def test_a_firewall_that_is_off_in_one_kind_of_network(tmp_path: Path) -> None:
    names = ("DomainProfile", "StandardProfile", "PublicProfile")
    keys: dict[str, Any] = {rf"{SETTINGS}\{name}": {"EnableFirewall": 1} for name in names}
    assert verdicts(facts(windows(tmp_path, **keys), "os", "firewall"))["SEC-03"] == "compliant"
    keys[rf"{SETTINGS}\PublicProfile"] = {"EnableFirewall": 0}
    assert verdicts(facts(windows(tmp_path, **keys), "os", "firewall"))["SEC-03"] == "major"
    assert verdicts(facts(windows(tmp_path), "os", "firewall"))["SEC-03"] == "unknown"


@pytest.mark.skipif(not RECORDED.exists(), reason=WHERE)
def test_recorded_machines_break_nothing_that_they_do_not_tell_of(tmp_path: Path) -> None:
    laptop = facts(recorded(tmp_path, "latitude-7480"), "disks", "disk_health")
    found = verdicts({**laptop, "machine": {"chassis": "laptop"}})
    assert (found["HW-05"], found["SEC-04"]) == ("compliant", "unknown")
    assert not {"HW-07", "HW-08"} & set(found), "nobody was told that of its disk"
    old = facts(recorded(tmp_path, "10_russian"), "software")
    assert verdicts(old | {"os": {"family": "windows", "graphical": True}})["SEC-05"] == "compliant"

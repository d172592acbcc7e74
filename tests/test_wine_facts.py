"""The facts of Windows, by Wine: what registry, calls and psutil tell on a real Windows Python."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent.wire import decode
from tests.on_windows import NEEDS, OnWindows

pytestmark = [pytest.mark.needs(*NEEDS), pytest.mark.usefixtures("unmeasured")]

WRITTEN = r"""
import winreg
KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
WIDE, NARROW = winreg.KEY_WOW64_64KEY, winreg.KEY_WOW64_32KEY
def write(root, key, wide, **values):
    with winreg.CreateKeyEx(root, key, 0, winreg.KEY_WRITE | wide) as handle:
        for name, value in values.items():
            kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
            winreg.SetValueEx(handle, name, 0, kind, value)
LM, CU = winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER
write(LM, KEY + r"\Kompyuta", WIDE, DisplayName="Kompyuta", DisplayVersion="1.0")
write(CU, KEY + r"\Other", 0, DisplayName="\u041a\u0440\u0438e\u0301\U0001f600")
write(LM, KEY + r"\Narrow", NARROW, DisplayName="Narrow", InstallDate="20230105")
write(LM, KEY + r"\Hidden", WIDE, DisplayName="Hidden", SystemComponent=1)
write(CU, KEY + r"\Mine", 0, DisplayName="Mine", Publisher="Me")
CURRENT = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
write(LM, CURRENT, WIDE, EditionID="Professional", UBR=3803, DisplayVersion="22H2",
      CurrentBuildNumber="19045", CurrentBuild="19045")
write(LM, r"SYSTEM\CurrentControlSet\Control\Session Manager\Memory Management\PrefetchParameters",
      WIDE, BootId=77)
FIREWALL = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
for name in ("DomainProfile", "StandardProfile", "PublicProfile"):
    write(LM, FIREWALL + "\\" + name, WIDE, EnableFirewall=int(name != "PublicProfile"))
"""

CALLED = """
import json, socket
from pathlib import Path
from agent.outside import Outside
from agent.probe import Host
from agent.probes.inventory.software import windows as software
from agent.windows import devices, firmware_table, joined, people, storage, topology
from agent.smbios.table import parse_raw
drive = storage.drives()[0]
print(json.dumps([
    topology.topology(), [one.name for one in people.users()], joined.join(),
    people.group("S-1-5-32-544"), drive.number, drive.size, devices.listed("USB"),
    len(parse_raw(firmware_table.raw()).structures),
    [row["name"] for row in software.read(Host(Path("/"), {}))],
    Outside().run("hostname").strip(), socket.gethostname(),
]))
"""

OTHER = "Криé😀"
"""A program's name that no code page of Windows has all letters of, as the agent tells it."""


@pytest.fixture(scope="module")
def facts(on_windows: OnWindows) -> dict[str, Any]:
    on_windows.python("-I", "-c", WRITTEN)
    code, said = on_windows.agent("facts", "once", "--json")
    assert code == 0, said
    batch = decode(json.loads(said.splitlines()[-1]))
    failed = {error.probe for error in batch.errors}
    assert failed <= {"swap", "starts"}, "Wine has no PDH counters, and queries of events are empty"
    return {**batch.facts, "boot_id": batch.clock.boot}


def test_the_system_is_told_by_the_registry(facts: dict[str, Any]) -> None:
    system = facts["os"]
    assert (system["family"], system["name"], system["version_id"]) == (
        *("windows", "Windows 10"),
        "10.0.19045",
    )
    assert (system["build"], system["edition"], system["release"]) == (
        *("19045.3803", "Professional"),
        "22H2",
    )
    assert facts["boot_id"] == system["boot_id"] == "boot-77"
    assert system["machine_id"].count("-") == 4


def test_programs_of_both_widths_and_of_the_user_are_told(facts: dict[str, Any]) -> None:
    found = {row["name"]: row for row in facts["software"]}
    assert found["Kompyuta"]["architecture"] == "x64"
    assert found["Narrow"]["architecture"] == "x86"
    assert found["Narrow"]["installed"] == "2023-01-05"
    assert (found["Mine"]["source"], found["Mine"]["publisher"]) == ("user", "Me")
    assert "Hidden" not in found
    assert OTHER in found


@pytest.mark.usefixtures("facts")
@pytest.mark.parametrize("words", [["once", "--json"], ["once"]], ids=" ".join)
def test_no_letter_is_lost_in_a_pipe(on_windows: OnWindows, words: list[str]) -> None:
    code, said = on_windows.agent("facts", *words)
    assert code == 0, said
    told = said.splitlines()[-1] if "--json" in words else said
    assert "name " + OTHER in told or json.dumps(OTHER) in told


def test_the_hardware_is_told_by_calls(facts: dict[str, Any]) -> None:
    assert facts["processor"]["threads"] >= facts["processor"]["cores"] >= 1
    assert facts["disks"][0]["name"] == "PhysicalDrive0"
    assert [row for row in facts["interfaces"] if row["up"]], "psutil tells what WMI does not"
    assert facts["firewall"]["public"] is facts["firewall"]["on"] is False
    assert facts["firewall"]["domain"] is True
    assert facts["accounts"]["users"] >= 1


@pytest.mark.usefixtures("facts")
def test_calls_of_windows_answer_as_they_are_asked(on_windows: OnWindows) -> None:
    said = json.loads(on_windows.python("-I", "-c", CALLED).splitlines()[-1])
    counted, users, join, group, number, size, plugged, tables, programs, *names = said
    assert counted[0] >= 1
    assert counted[2] >= counted[1] >= counted[0]
    assert (len(users), join[0], group) == (1, "workgroup", "Administrators")
    assert (number, size > 1 << 30, plugged) == (0, True, [])
    assert tables >= 0
    assert names[0].casefold() == names[1].casefold(), "a command is found by its name"
    assert OTHER in programs, "whatever its letters, in one form of Unicode"

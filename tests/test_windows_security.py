"""How Windows machines are guarded: antivirus, firewall, BitLocker, accounts, locks, the clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.probe import Host, Nothing
from agent.probes.inventory.accounts import windows as accounts
from agent.probes.inventory.antivirus import windows as antivirus
from agent.probes.inventory.boot import windows as boot
from agent.probes.inventory.domain import windows as domain
from agent.probes.inventory.encryption import windows as encryption
from agent.probes.inventory.firewall import windows as firewall
from agent.probes.inventory.screen_lock import windows as screen_lock
from agent.probes.inventory.time import windows as clock
from agent.windows import bitlocker, defender, joined, people, tpm
from agent.windows.people import Member, User
from agent.windows.profiles import POLICIES, SETTINGS
from tests.recorded_windows import RECORDED, WHERE, machine, recorded

FILETIME = (1_600_000_000 + 11_644_473_600) * 10_000_000
SIGNATURES = rf"{defender.KEY}\Signature Updates"
WINDEFEND = r"HKLM\SYSTEM\CurrentControlSet\Services\WinDefend"
USER = r"HKU\S-1-5-21-1-2-3-1001"


def guarded(
    tmp_path: Path, products: Any, status: Any = None, there: bool = True, **keys: Any
) -> dict[str, Any]:
    """The antivirus programs by name. `keys`: values that Defender's keys have more."""
    answers = {"AntiVirusProduct": products, "MSFT_MpComputerStatus": status or OSError("hangs")}
    registry = {
        SIGNATURES: {"AVSignatureApplied": FILETIME.to_bytes(8, "little"), "EngineVersion": "1.1"},
        defender.KEY: keys,
        **({WINDEFEND: {"Start": 2}} if there else {}),
    }
    host = machine(tmp_path, registry, answers)
    found: dict[str, Any] = {str(row["name"]): row for row in antivirus.read(host)}
    return {**found, "asked": getattr(host.outside, "asked", [])}


@pytest.mark.parametrize(
    ("state", "on", "up_to_date"),
    [
        (397568, True, True),  # 0x061100
        (266240, True, True),  # 0x041000
        (266256, True, False),  # 0x041010
        (393472, False, True),  # 0x060100
        (262160, False, False),  # 0x040010
        ("397584", True, False),  # 0x061110
        (0x43000, False, True),  # expired
    ],
)
def test_the_state_of_a_product_is_in_its_bits(
    tmp_path: Path, state: Any, on: bool, up_to_date: bool
) -> None:
    told = guarded(tmp_path, [{"displayName": "ESET Security", "productState": state}])
    row = told["ESET Security"]
    assert (row["on"], row["up_to_date"], row["vendor"]) == (on, up_to_date, "ESET")


def test_defender_is_not_asked_while_another_guards(tmp_path: Path) -> None:
    products = [
        {"displayName": "Kaspersky", "productState": 266240},
        {"displayName": "Windows Defender", "productState": 393472},
    ]
    told = guarded(tmp_path, products, [{"AntivirusEnabled": True}])
    assert (told["Kaspersky"]["on"], told["Microsoft Defender"]["on"]) == (True, False)
    assert told["Microsoft Defender"]["signatures"] == 1_600_000_000
    assert not [one for one in told["asked"] if "MpComputerStatus" in one]


def test_a_server_has_no_security_center_and_its_defender_is_told(tmp_path: Path) -> None:
    told = guarded(tmp_path, OSError("WBEM_E_INVALID_NAMESPACE"))
    row = told["Microsoft Defender"]
    assert (row["on"], row["signatures"], row["vendor"]) == (True, 1_600_000_000, "Microsoft")
    told = guarded(tmp_path, OSError(), DisableAntiSpyware=1)
    assert told["Microsoft Defender"]["on"] is False


def test_a_server_whose_defender_was_removed_has_none_though_its_keys_are_left(
    tmp_path: Path,
) -> None:
    with pytest.raises(Nothing):
        guarded(tmp_path, OSError("WBEM_E_INVALID_NAMESPACE"), there=False)


def test_defenders_own_word_counts_where_it_answers(tmp_path: Path) -> None:
    status = {
        "AntivirusEnabled": True,
        "RealTimeProtectionEnabled": False,
        "AntivirusSignatureLastUpdated": "20200914000000.000000+000",
        "AntivirusSignatureAge": 9,
        "AMProductVersion": "4.18.1",
    }
    row = guarded(tmp_path, [], [status])["Microsoft Defender"]
    assert (row["on"], row["up_to_date"], row["version"]) == (False, False, "4.18.1")
    assert row["signatures"] == 1_600_041_600
    with pytest.raises(Nothing):
        antivirus.read(machine(tmp_path))


def profiles(
    *, own: tuple[int, ...], policy: tuple[int | None, ...] = (None,) * 3, start: int = 2
) -> dict[str, Any]:
    names = ("DomainProfile", "StandardProfile", "PublicProfile")
    keys: dict[str, Any] = {
        r"HKLM\SYSTEM\CurrentControlSet\Services\MpsSvc": {"Start": start},
    }
    for name, value in zip(names, own, strict=False):
        keys[rf"{SETTINGS}\{name}"] = {"EnableFirewall": value}
    for name, told in zip(names, policy, strict=False):
        if told is not None:
            keys[rf"{POLICIES}\{name}"] = {"EnableFirewall": told}
    return keys


def test_a_policy_stands_over_the_firewalls_own_settings(tmp_path: Path) -> None:
    assert firewall.read(machine(tmp_path, profiles(own=(1, 1, 1)))) == {
        "domain": True,
        "private": True,
        "public": True,
        "on": True,
        "product": "windows",
    }
    off = firewall.read(machine(tmp_path, profiles(own=(1, 1, 1), policy=(None, 0, None))))
    assert (off["private"], off["public"], off["on"]) == (False, True, False)
    forced = firewall.read(machine(tmp_path, profiles(own=(0, 0, 0), policy=(1, 1, 1))))
    assert forced["on"] is True
    stopped = firewall.read(machine(tmp_path, profiles(own=(1, 1, 1), start=4)))
    assert (stopped["on"], stopped["domain"]) == (False, False)
    of_xp = firewall.read(machine(tmp_path, profiles(own=(0, 1))))
    assert "public" not in of_xp


def test_another_firewall_guards_where_windows_own_is_off(tmp_path: Path) -> None:
    other = {"FirewallProduct": [{"displayName": "ESET Firewall", "productState": 266240}]}
    told = firewall.read(machine(tmp_path, profiles(own=(0, 0, 0)), other))
    assert (told["on"], told["product"], told["private"]) == (True, "ESET Firewall", False)
    with pytest.raises(Nothing):
        firewall.read(machine(tmp_path))


def test_a_drive_is_encrypted_when_its_protection_is_on(tmp_path: Path) -> None:
    current = {r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion": {"SystemRoot": r"C:\Windows"}}
    volumes = [
        {
            "DriveLetter": "C:",
            "VolumeType": 0,
            "ProtectionStatus": 1,
            "ConversionStatus": 1,
            "EncryptionMethod": 6,
        },
        {"DriveLetter": "D:", "VolumeType": 1, "ProtectionStatus": 0, "ConversionStatus": 0},
        {"DriveLetter": "E:", "VolumeType": 2, "ProtectionStatus": 0},
        {"DriveLetter": None, "VolumeType": 1, "ProtectionStatus": 0},
    ]
    host = machine(tmp_path, current, {"Win32_EncryptableVolume": volumes})
    assert encryption.read(host) == {
        "system": True,
        "volumes": [
            {
                "path": "C:\\",
                "encrypted": True,
                "percent": 100,
                "method": "bitlocker xts-aes-128",
            },
            {"path": "D:\\", "encrypted": False, "percent": 0},
        ],
    }
    seen = {"C:": 3, "D:": 1, "F:": 0}
    told = encryption.read(machine(tmp_path, current, calls={bitlocker.shown: seen}))
    assert told["system"] is False, "what is under way is not yet done"
    assert told["volumes"][1] == {"path": "D:\\", "encrypted": True, "method": "bitlocker"}
    with pytest.raises(Nothing):
        encryption.read(machine(tmp_path, current))


@pytest.mark.parametrize("state", [2, 3, 4, 5])
def test_a_drive_is_encrypted_only_while_it_is_guarded(state: int) -> None:
    """Off, under way to either side, or suspended: then the key lies beside the lock."""
    assert bitlocker.by_shell({"C:": state}) == [{"path": "C:\\", "encrypted": False}]


def test_what_explorer_does_not_know_is_not_told() -> None:
    assert bitlocker.by_shell({"C:": 0, "D:": 9}) == []


USERS = [
    User("Administrateur", 0x202 | 0x1, 500),
    User("Invité", 0x222, 501),
    User("DefaultAccount", 0x222, 503),
    User("juma", 0x200, 1001),
    User("wazi", 0x220, 1002),
]
MEMBERS = [
    Member("S-1-5-21-1-2-3-500", 1, "PC\\Administrateur"),
    Member("S-1-5-21-1-2-3-1001", 1, "PC\\Juma"),
    Member("S-1-5-21-9-9-9-512", 2, "OFISI\\Domain Admins"),
    Member("S-1-5-21-9-9-9-1001", 1, "OFISI\\asha"),
    Member("S-1-5-21-9-9-9-7777", 8, ""),
]


def with_accounts(tmp_path: Path, *, names: bool = False, kind: str = "WinNT") -> Host:
    options = {r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions": {"ProductType": kind}}
    calls: dict[Any, Any] = {people.users: USERS, people.administrators: MEMBERS}
    return machine(tmp_path, options, calls=calls)._replace(names=names)


def test_accounts_are_counted_and_named_where_that_is_allowed(tmp_path: Path) -> None:
    counts = {"users": 2, "administrators": 2, "guest": False, "empty_passwords": 1}
    assert accounts.read(with_accounts(tmp_path)) == counts
    told = accounts.read(with_accounts(tmp_path, names=True))
    listed = {row["name"]: row for row in told["list"]}
    assert set(listed) == {"Administrateur", "juma", "wazi", "OFISI\\asha"}
    assert listed["juma"]["administrator"] is True, "names have no case"
    assert listed["Administrateur"]["enabled"] is False
    assert listed["OFISI\\asha"] == {"name": "OFISI\\asha", "administrator": True, "domain": True}


def test_a_domain_controllers_accounts_are_the_domains(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        accounts.read(with_accounts(tmp_path, kind="LanmanNT"))
    with pytest.raises(OSError, match="users"):
        accounts.read(machine(tmp_path))


SAVER = {"ScreenSaveActive": "1", "ScreenSaverIsSecure": "1", "ScreenSaveTimeOut": "600"}
SYSTEM = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
DESKTOP, POLICY = r"Control Panel\Desktop", r"Software\Policies\Microsoft\Windows"


def locked(tmp_path: Path, **keys: Any) -> Any:
    return screen_lock.read(machine(tmp_path, {k.replace("/", "\\"): v for k, v in keys.items()}))


def test_the_screen_locks_when_it_does_for_every_user(tmp_path: Path) -> None:
    own, other = rf"{USER}\{DESKTOP}", rf"HKU\S-1-12-1-5-6-7-8\{DESKTOP}"
    policy = rf"{USER}\{POLICY}\Control Panel\Desktop"
    assert locked(tmp_path, **{own: SAVER}) == {"on": True, "after": 600, "forced": False}
    slower = {**SAVER, "ScreenSaveTimeOut": "1800"}
    assert locked(tmp_path, **{own: SAVER, other: slower})["after"] == 1800
    never = {**SAVER, "ScreenSaverIsSecure": "0"}
    assert locked(tmp_path, **{own: SAVER, other: never}) == {"on": False, "forced": False}
    assert locked(tmp_path, **{own: never, policy: SAVER})["forced"] is True
    told = locked(tmp_path, **{own: never, SYSTEM: {"InactivityTimeoutSecs": 900}})
    assert told == {"on": True, "after": 900, "forced": True}
    told = locked(tmp_path, **{own: SAVER, SYSTEM: {"InactivityTimeoutSecs": 900}})
    assert told["after"] == 600
    with pytest.raises(Nothing):
        locked(tmp_path)
    with pytest.raises(Nothing):
        locked(tmp_path, **{rf"HKU\S-1-5-19\{DESKTOP}": SAVER, "HKU\\.DEFAULT\\x": {}})


CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"


def test_the_boot_is_told_by_calls_and_by_what_the_registry_keeps(tmp_path: Path) -> None:
    state = {rf"{CONTROL}\SecureBoot\State": {"UEFISecureBootEnabled": 1}}
    calls: dict[Any, Any] = {tpm.firmware_type: "uefi", tpm.version: "2.0"}
    chip = {"Win32_Tpm": [{"SpecVersion": "2.0, 0, 1.38", "ManufacturerIdTxt": "INTC"}]}
    assert boot.read(machine(tmp_path, state, chip, calls)) == {
        "firmware": "uefi",
        "secure_boot": True,
        "tpm": True,
        "tpm_version": "2.0",
        "tpm_vendor": "Intel",
    }
    old = {CONTROL: {"PEFirmwareType": 1}}
    told = boot.read(machine(tmp_path, old, calls={tpm.version: ""}))
    assert told == {"firmware": "bios", "secure_boot": False, "tpm": False}
    with pytest.raises(Nothing):
        boot.read(machine(tmp_path))


@pytest.mark.skipif(not RECORDED.exists(), reason=WHERE)
def test_a_recorded_machine_is_joined_to_entra(tmp_path: Path) -> None:
    told = domain.read(recorded(tmp_path, "11-AzureAD"))
    assert told == {"kind": "workgroup", "name": "WORKGROUP", "cloud": "nowhere.org"}


def test_a_domain_has_its_whole_name_and_a_cloud_its_organisations(tmp_path: Path) -> None:
    cloud = rf"{CONTROL}\CloudDomainJoin"
    keys: dict[str, Any] = {
        r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters": {"Domain": "ofisi.go.tz"},
        rf"{cloud}\JoinInfo\9F": {"TenantId": "t-1", "UserEmail": "asha@ofisi.go.tz"},
        rf"{cloud}\TenantInfo\t-1": {"DisplayName": "Ofisi ya Mkoa"},
    }
    host = machine(tmp_path, keys, calls={joined.join: ("domain", "OFISI")})
    assert domain.read(host) == {"kind": "domain", "name": "ofisi.go.tz", "cloud": "Ofisi ya Mkoa"}
    keys[rf"{cloud}\TenantInfo\t-1"] = {}
    assert domain.read(machine(tmp_path, keys))["cloud"] == "ofisi.go.tz"
    local = {r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI": {
        "LastLoggedOnUserSID": "S-1-5-21-1-2-3-1001"
    }}  # fmt: skip
    told = domain.read(machine(tmp_path, local, calls={joined.join: ("workgroup", "WORKGROUP")}))
    assert told == {"kind": "workgroup", "name": "WORKGROUP"}
    with pytest.raises(Nothing):
        domain.read(machine(tmp_path))


SERVICE = r"HKLM\SYSTEM\CurrentControlSet\Services\W32Time"


def test_the_clock_is_set_by_whom_the_service_says(tmp_path: Path) -> None:
    keys: dict[str, Any] = {
        SERVICE: {"Start": 3},
        rf"{SERVICE}\Parameters": {"Type": "NTP", "NtpServer": "a.tz,0x9 time.windows.com,0x8"},
        rf"{SERVICE}\Config": {"LastKnownGoodTime": FILETIME},
    }
    assert clock.read(machine(tmp_path, keys)) == {
        "source": "w32time",
        "server": "a.tz, time.windows.com",
        "synchronised_at": 1_600_000_000,
    }
    policy = r"HKLM\SOFTWARE\Policies\Microsoft\W32Time\Parameters"
    told = clock.read(machine(tmp_path, {**keys, policy: {"Type": "NT5DS"}}))
    assert (told["source"], "server" in told) == ("w32time", False)
    offs: list[dict[str, Any]] = [{SERVICE: {"Start": 4}}, {policy: {"Type": "NoSync"}}]
    for off in offs:
        assert clock.read(machine(tmp_path, {**keys, **off})) == {"synchronised": False}
    with pytest.raises(Nothing):
        clock.read(machine(tmp_path))

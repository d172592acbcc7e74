"""How a Linux machine boots, and its TPM, by small machines of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.probe import Nothing
from agent.probes.inventory.boot import linux
from tests.made_of_files import host
from tests.smbios_machines import dump, structure

SECURE = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
OTHER = "/sys/firmware/efi/efivars/BootOrder-8be4df61-93ca-11d2-aa0d-00e098032b8c"
CAPS = "Manufacturer: 0x49465800\nTCG version: 1.2\nFirmware version: 4.40\n"
TPM = "/sys/class/tpm/tpm0/"

FIRMWARES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "on": ({SECURE: b"\6\0\0\0\1"}, {"firmware": "uefi", "secure_boot": True}),
    "off": ({SECURE: b"\6\0\0\0\0"}, {"firmware": "uefi", "secure_boot": False}),
    "torn": ({SECURE: b"\6\0"}, {"firmware": "uefi"}),
    "not known to the firmware": ({OTHER: b"x"}, {"firmware": "uefi", "secure_boot": False}),
    "variables not seen": ({"/sys/firmware/efi/fw_platform_size": "64"}, {"firmware": "uefi"}),
    "BIOS": ({"/sys/firmware/dmi/tables/DMI": b""}, {"firmware": "bios", "secure_boot": False}),
}


@pytest.mark.parametrize("name", FIRMWARES)
def test_firmware_and_secure_boot(tmp_path: Path, name: str) -> None:
    files, expected = FIRMWARES[name]
    assert linux.read(host(tmp_path, **files)) == expected


CHIPS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "2.0": ({TPM + "tpm_version_major": "2\n"}, {"tpm_version": "2.0"}),
    "2.0, older kernel": ({TPM + "device/description": "TPM 2.0 Device\n"}, {"tpm_version": "2.0"}),
    "1.2": (
        {TPM + "caps": CAPS},
        {"tpm_version": "1.2", "tpm_vendor": "Infineon", "tpm_firmware": "4.40"},
    ),
    "1.2, older kernel": (
        {TPM + "device/caps": CAPS.replace("49465800", "5A5A5A00")},
        {"tpm_version": "1.2", "tpm_vendor": "ZZZ", "tpm_firmware": "4.40"},
    ),
    "silent": ({TPM + "ppi/version": "1.3"}, {}),
}


FIRMWARE = dump(
    3, 2, structure(43, 7, 31, {4: b"IFX\0", 8: b"\2\0", 10: (85 | 7 << 16).to_bytes(4, "little")})
)
CHIPS["2.0, by its firmware"] = (
    {
        TPM + "tpm_version_major": "2\n",
        "/sys/firmware/efi/fw_platform_size": "64",
        "/sys/firmware/dmi/tables/smbios_entry_point": FIRMWARE[:24],
        "/sys/firmware/dmi/tables/DMI": FIRMWARE[32:],
    },
    {
        "firmware": "uefi",
        "tpm_version": "2.0",
        "tpm_vendor": "Infineon",
        "tpm_firmware": "7.85",
    },
)


@pytest.mark.parametrize("name", CHIPS)
def test_the_security_chip(tmp_path: Path, name: str) -> None:
    files, expected = CHIPS[name]
    assert linux.read(host(tmp_path, **files)) == {"tpm": True, **expected}


def test_a_machine_without_a_chip_says_so_and_a_container_nothing(tmp_path: Path) -> None:
    assert linux.read(host(tmp_path, **{"/sys/class/net/lo/mtu": "1"})) == {"tpm": False}
    with pytest.raises(Nothing):
        linux.read(host(tmp_path / "container"))


@pytest.mark.parametrize(("number", "name"), [("0x53544D20", "STMicroelectronics"), ("0xzz", "")])
def test_the_chips_maker_by_its_letters(number: str, name: str) -> None:
    assert linux.vendor(number) == name

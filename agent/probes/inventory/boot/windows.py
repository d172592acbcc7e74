"""How the machine is started, by the registry and by calls; the chip's maker by the firmware."""

from __future__ import annotations

from typing import Any

from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.tpm import VENDORS, tpm
from agent.windows import tpm as chip
from agent.windows.asking import called, objects
from agent.windows.text import number, plain, texts

_CONTROL = r"HKLM\SYSTEM\CurrentControlSet\Control"
_TPM = r"root\cimv2\Security\MicrosoftTpm"
_KINDS = {1: "bios", 2: "uefi"}


def read(host: Host) -> Row:
    """The section. Raises Nothing where nothing of it is told."""
    found = {**_firmware(host), **_chip(host)}
    if not found:
        raise Nothing
    return found


def _firmware(host: Host) -> Row:
    values = host.outside.values
    kept = _KINDS.get(number(values(_CONTROL).get("PEFirmwareType")) or 0, "")
    kind = called(host.outside, chip.firmware_type) or kept
    secure = number(values(rf"{_CONTROL}\SecureBoot\State").get("UEFISecureBootEnabled"))
    found = texts(firmware=kind)
    if kind == "bios" or secure is not None:
        found["secure_boot"] = kind != "bios" and bool(secure)
    return found


def _chip(host: Host) -> Row:
    """Whether there is one, and what WMI (for administrators) or the firmware know of it."""
    version = called(host.outside, chip.version)
    if version == "":
        return {"tpm": False}
    table = firmware.table(host)
    known = tpm(table) if table else None
    row: Row = {}
    if known is not None:
        names = ("tpm_version", "tpm_vendor", "tpm_firmware")
        row = texts(**dict(zip(names, known, strict=True)))
    told = by_wmi(objects(host.outside, "SELECT * FROM Win32_Tpm", _TPM))
    row = {**row, **told, **texts(tpm_version=version)}
    return {"tpm": True, **row} if row else {}


def by_wmi(rows: list[dict[str, Any]]) -> Row:
    """By Win32_Tpm: `SpecVersion` is `2.0, 0, 1.16`."""
    if not rows:
        return {}
    said = plain(rows[0].get("ManufacturerIdTxt"))
    return texts(
        tpm_version=plain(rows[0].get("SpecVersion")).partition(",")[0],
        tpm_vendor=VENDORS.get(said, said),
        tpm_firmware=rows[0].get("ManufacturerVersion"),
    )

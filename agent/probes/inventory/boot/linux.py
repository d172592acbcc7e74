"""How the machine is started: UEFI or BIOS, Secure Boot, and its security chip (TPM).

Source: the kernel's Documentation/ABI/stable/sysfs-class-tpm and filesystems/efivarfs.rst; UEFI
2.10, section 3.3 (SecureBoot); SMBIOS (DSP0134), type 43, for what the kernel does not know.
"""

from __future__ import annotations

from pathlib import Path

from agent.linux import files
from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware, tpm

_GLOBAL = "8be4df61-93ca-11d2-aa0d-00e098032b8c"
_VARIABLES = "/sys/firmware/efi/efivars"
_ATTRIBUTES = 4
"""Bytes that efivarfs puts before a variable's value."""


def read(host: Host) -> Row:
    """The section. Raises Nothing where neither firmware nor chip can be seen (containers)."""
    found = {**_firmware(host), **_chip(host)}
    if not found:
        raise Nothing
    return found


def _firmware(host: Host) -> Row:
    """UEFI has a folder; SMBIOS tables that were found without it lay in a BIOS's memory."""
    if host.path("/sys/firmware/efi").exists():
        on = secure_boot(host)
        return {"firmware": "uefi", **({} if on is None else {"secure_boot": on})}
    if host.path("/sys/firmware/dmi/tables").exists():
        return {"firmware": "bios", "secure_boot": False}
    return {}


def secure_boot(host: Host) -> bool | None:
    """Whether it is on; None where the firmware's variables cannot be seen."""
    folder = host.path(_VARIABLES)
    try:
        value = (folder / f"SecureBoot-{_GLOBAL}").read_bytes()[_ATTRIBUTES:]
        return value[0] == 1 if value else None
    except FileNotFoundError:  # firmware that knows no Secure Boot has other variables
        return False if _holds_any(folder) else None
    except OSError:
        return None


def _holds_any(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _chip(host: Host) -> Row:
    """The kernel knows whether it is there, the firmware who made it."""
    if not host.path("/sys/class").exists():
        return {}
    folder = host.path("/sys/class/tpm/tpm0")
    if not folder.exists():
        return {"tpm": False}
    told = _capabilities(folder)
    table = firmware.table(host)
    known = (tpm.tpm(table) if table else None) or tpm.Tpm("", "", "")
    texts = {
        "tpm_version": _version(folder, told) or known.version,
        "tpm_vendor": vendor(told.get("Manufacturer", "")) or known.vendor,
        "tpm_firmware": told.get("Firmware version", "") or known.firmware,
    }
    return {"tpm": True, **{name: text for name, text in texts.items() if text}}


def _capabilities(folder: Path) -> dict[str, str]:
    """What a chip of version 1.2 says of itself; older kernels have it beneath the device."""
    places = [place for place in (folder / "caps", folder / "device/caps") if place.exists()]
    try:
        return files.table(places[0]) if places else {}
    except OSError:
        return {}


def _version(folder: Path, told: dict[str, str]) -> str:
    """Kernels before 5.6 tell it in words alone."""
    major = files.number(folder / "tpm_version_major")
    if major in (1, 2):
        return {1: "1.2", 2: "2.0"}[major]
    said = files.line(folder / "device/description")
    return "2.0" if said.startswith("TPM 2.0") else told.get("TCG version", "")


def vendor(number: str) -> str:
    """Its maker's name by `0x49465800`."""
    try:
        return tpm.vendor(bytes.fromhex(number.removeprefix("0x")))
    except ValueError:
        return ""

"""The security chip, as the firmware knows it (type 43 of DSP0134)."""

from __future__ import annotations

from typing import NamedTuple

from agent.smbios.table import Structure, Table

VENDORS = {
    "AMD": "AMD",
    "ATML": "Atmel",
    "BRCM": "Broadcom",
    "GOOG": "Google",
    "IBM": "IBM",
    "IFX": "Infineon",
    "INTC": "Intel",
    "MSFT": "Microsoft",
    "NSM": "National Semiconductor",
    "NTC": "Nuvoton",
    "NTZ": "Nationz",
    "QCOM": "Qualcomm",
    "ROCC": "Fuzhou Rockchip",
    "SMSN": "Samsung",
    "STM": "STMicroelectronics",
    "TXN": "Texas Instruments",
    "WEC": "Winbond",
}
"""The four letters that a TPM has of its maker. Source: TCG's vendor id registry."""


class Tpm(NamedTuple):
    """Its version (`2.0`), who made it, its firmware (`7.85`); empty where it is not told."""

    version: str
    vendor: str
    firmware: str


def tpm(table: Table) -> Tpm | None:
    """What the table tells of it; None where it has none."""
    chip = table.first(43)
    if chip is None or len(chip.data) < 14:
        return None
    major, minor = chip.byte(8) or 0, chip.byte(9) or 0
    return Tpm(f"{major}.{minor}", vendor(chip.data[4:8]), _firmware(chip, major))


def vendor(raw: bytes) -> str:
    """A maker's name by its letters; the letters of one that is not known."""
    letters = raw.decode("latin-1").strip("\0 ")
    plain = "".join(c for c in letters if c.isprintable())
    return VENDORS.get(plain, plain)


def _firmware(chip: Structure, major: int) -> str:
    """In version 1.2 two bytes of its structure, since 2.0 two words."""
    if major == 1:
        return f"{chip.byte(12) or 0}.{chip.byte(13) or 0}"
    number = chip.long(10) or 0
    return f"{number >> 16}.{number & 0xFFFF}"

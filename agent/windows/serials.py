"""A disk's serial number as it is printed on it, from the forms that Windows tells it in. Pure.

Source: ATA Command Set (words 10 to 19: 20 signs, two a word, padded with spaces); Microsoft Learn,
"MSFT_PhysicalDisk" and "STORAGE_DEVICE_DESCRIPTOR"; NVM Express, Identify Namespace (EUI-64).
"""

from __future__ import annotations

import re

from agent.smbios.fillers import is_value
from agent.windows.text import plain

_EUI = re.compile(r"(?:[0-9A-F]{4}_){3,}[0-9A-F]{4}\.?", re.IGNORECASE)
_PLACE = re.compile(r"\s*_[0-9A-F]{4}$", re.IGNORECASE)
"""What is put behind the serial of an NVMe controller: the number of its namespace."""
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){10,}")


def serial(told: object, adapter: object = "") -> str:
    """The number on the disk; empty where none is told.

    `ACE4_2E61_9000_7804.` is the id of an NVMe disk's namespace: its serial is the adapter's.
    """
    said = str(told).rstrip("\0") if isinstance(told, str) else ""
    if _EUI.fullmatch(said.strip()) or not is_value(said):
        said = _PLACE.sub("", plain(adapter))
    if _HEX.fullmatch(said.strip()):
        said = _decoded(said.strip())
    found = plain(said).rstrip(". ")
    return found if is_value(found) else ""


def _decoded(digits: str) -> str:
    """The signs that hexadecimal digits stand for, if they stand for signs at all."""
    raw = bytes.fromhex(digits)
    if not all(32 <= byte < 127 for byte in raw):
        return digits
    straight, swapped = raw.decode("ascii"), _swapped(raw).decode("ascii")
    return straight if _is_torn(swapped) and not _is_torn(straight) else swapped


def _swapped(raw: bytes) -> bytes:
    """Each two bytes the other way round, as words of 16 bits are on the disk's cable."""
    whole = raw + b" " * (len(raw) % 2)
    return b"".join(whole[at + 1 : at - 1 if at else None : -1] for at in range(0, len(whole), 2))


def _is_torn(text: str) -> bool:
    return " " in text.strip()

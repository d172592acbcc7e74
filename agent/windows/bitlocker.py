"""BitLocker, by what WMI tells to administrators and Explorer to everybody.

Source: Microsoft Learn, "Win32_EncryptableVolume class" and "System.Volume.BitLockerProtection".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Row
from agent.windows.com import apartment
from agent.windows.text import number, plain

_METHODS = {
    1: "aes-128 diffuser",
    2: "aes-256 diffuser",
    3: "aes-128",
    4: "aes-256",
    5: "by the disk itself",
    6: "xts-aes-128",
    7: "xts-aes-256",
}
_ON = 1
_WHOLE = {0: 0, 1: 100}
"""ConversionStatus, where it is not under way."""
_OF_DISKS = (0, 1)
"""VolumeType: of the system and of data; others can be taken out."""
_SHELL = {1: True, 2: False, 3: False, 4: False, 5: False, 6: True}
"""System.Volume.BitLockerProtection: on, off, encrypting, decrypting, suspended, locked."""


def by_wmi(volumes: Iterable[Mapping[str, Any]]) -> list[Row]:
    """A row for each Win32_EncryptableVolume of a fixed disk with a letter."""
    return [
        _row(one)
        for one in volumes
        if plain(one.get("DriveLetter")) and number(one.get("VolumeType")) in (*_OF_DISKS, None)
    ]


def _row(volume: Mapping[str, Any]) -> Row:
    protected = number(volume.get("ProtectionStatus")) == _ON
    row: Row = {"path": plain(volume.get("DriveLetter")) + "\\", "encrypted": protected}
    method = _METHODS.get(number(volume.get("EncryptionMethod")) or 0)
    if method:
        row["method"] = f"bitlocker {method}"
    percent = _WHOLE.get(-1 if (told := number(volume.get("ConversionStatus"))) is None else told)
    return row if percent is None else {**row, "percent": percent}


def by_shell(drives: Mapping[str, int]) -> list[Row]:
    """A row for each drive (`C:`) whose protection Explorer knows."""
    known = {drive: _SHELL[state] for drive, state in drives.items() if state in _SHELL}
    return [
        {"path": drive + "\\", "encrypted": on, **({"method": "bitlocker"} if on else {})}
        for drive, on in sorted(known.items())
    ]


def shown(drives: list[str]) -> dict[str, int]:
    """What Explorer knows of some drives, `C:`. Raises OSError."""
    with apartment("Explorer") as client:
        shell = client.Dispatch("Shell.Application")
        told = {drive: _property(shell, drive) for drive in drives}
    return {drive: value for drive, value in told.items() if isinstance(value, int)}


def _property(shell: Any, drive: str) -> Any:
    folder = shell.NameSpace(drive)
    return None if folder is None else folder.Self.ExtendedProperty(_PROTECTION)


_PROTECTION = "System.Volume.BitLockerProtection"

"""Whether the drives are encrypted, by BitLocker."""

from __future__ import annotations

from typing import Any

import psutil

from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows import bitlocker
from agent.windows.asking import called, objects
from agent.windows.text import plain

_CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_NAMESPACE = r"root\cimv2\Security\MicrosoftVolumeEncryption"


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing where this Windows has no BitLocker, or nobody tells."""
    told = objects(host.outside, "SELECT * FROM Win32_EncryptableVolume", _NAMESPACE)
    volumes = bitlocker.by_wmi(told) or _by_shell(host)
    if not volumes:
        raise Nothing
    root = plain(host.outside.values(_CURRENT).get("SystemRoot"))[:2].upper() or "C:"
    return section(volumes, root + "\\")


def _by_shell(host: Host) -> list[Row]:
    fixed = [part.device[:2] for part in psutil.disk_partitions() if "fixed" in part.opts]
    return bitlocker.by_shell(called(host.outside, bitlocker.shown, fixed) or {})


def section(volumes: list[Row], root: str) -> dict[str, Any]:
    """The volumes, and whether the one with Windows on it is encrypted."""
    system = [row["encrypted"] for row in volumes if str(row["path"]).upper() == root]
    return {**({"system": system[0]} if system else {}), "volumes": volumes}

"""The network interfaces, by WMI; where it does not answer, by what psutil knows of them."""

from __future__ import annotations

from typing import Any

import psutil

from agent.probe import Host
from agent.probes.addressed import addressed, by_name
from agent.probes.samples.net import believed, stays
from agent.report import Row
from agent.windows.adapters import rows
from agent.windows.asking import objects, query

_CIM = r"root\StandardCimv2"
_NEWER = (
    *("Name", "InterfaceGuid", "Hidden", "HardwareInterface", "PermanentAddress", "Speed"),
    *("DriverName", "InterfaceOperationalStatus"),
)
_OLDER = (
    *("Index", "GUID", "NetConnectionID", "NetConnectionStatus", "MACAddress", "PNPDeviceID"),
    *("ServiceName", "Speed"),
)
_SETTINGS = ("Index", "SettingID", "IPAddress", "IPSubnet")


def read(host: Host) -> list[Row]:
    """A row for each interface that stays."""
    found = by_wmi(host) or _by_psutil()
    return [row for row in found if stays(str(row["name"]))]


def by_wmi(host: Host) -> list[Row]:
    """By WMI alone; none where it does not answer."""
    adapters = objects(host.outside, query("MSFT_NetAdapter", _NEWER), _CIM)
    known = objects(host.outside, query("Win32_NetworkAdapter", _OLDER))
    if not adapters and not known:
        return []
    settings = objects(host.outside, query("Win32_NetworkAdapterConfiguration", _SETTINGS))
    return rows(adapters, known, settings)


def _by_psutil() -> list[Row]:
    stats = psutil.net_if_stats()
    return [
        {**addressed(name, addresses), **_state(stats.get(name))}
        for name, addresses in sorted(by_name().items())
    ]


def _state(stats: Any) -> Row:
    told = believed(getattr(stats, "speed", None))
    return {"up": bool(getattr(stats, "isup", False)), **({"speed": told} if told > 0 else {})}

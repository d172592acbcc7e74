"""The batteries, by their drivers through WMI; what those leave out, by the firmware."""

from __future__ import annotations

from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.power import batteries
from agent.windows.asking import objects, query
from agent.windows.cells import by_driver, by_system

_WMI = r"root\wmi"


def read(host: Host) -> list[Row]:
    """A row for each battery. Raises Nothing where there is none: in a desktop, as a rule."""
    present = objects(host.outside, "SELECT * FROM Win32_Battery")
    rows = _by_driver(host) or by_system(present) if present else []
    if not rows:
        raise Nothing
    table = firmware.table(host)
    known = batteries(table) if table else []
    if len(rows) == len(known) == 1:
        return [{**known[0], **rows[0]}]
    return rows


def _by_driver(host: Host) -> list[Row]:
    static = objects(host.outside, "SELECT * FROM BatteryStaticData", _WMI)
    names = ("InstanceName", "FullChargedCapacity")
    full = objects(host.outside, query("BatteryFullChargedCapacity", names), _WMI)
    names = ("InstanceName", "CycleCount")
    return by_driver(static, full, objects(host.outside, query("BatteryCycleCount", names), _WMI))

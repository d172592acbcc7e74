"""The graphics adapters, by their keys of the registry; the resolution by WMI."""

from __future__ import annotations

from agent.probe import Host
from agent.report import Row
from agent.windows import devices
from agent.windows.asking import objects, query
from agent.windows.displays import rows
from agent.windows.registry import Values

CLASS = r"HKLM\SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_NAMES = (
    *("Name", "DeviceID", "AdapterCompatibility", "AdapterRAM", "DriverVersion"),
    *("CurrentHorizontalResolution", "CurrentVerticalResolution"),
)


def read(host: Host) -> list[Row]:
    """A row for each adapter."""
    outside = host.outside
    keys = {n: outside.values(rf"{CLASS}\{n}") for n in outside.keys(CLASS) if n.isdigit()}
    there = [*devices.present(outside, "PCI"), *devices.present(outside, "VMBUS")]
    places = {name: outside.values(rf"{devices.ENUM}\{name}") for name in there}
    shown = {name: values for name, values in places.items() if _is_display(values)}
    return rows(keys, shown, objects(outside, query("Win32_VideoController", _NAMES)))


def _is_display(values: Values) -> bool:
    return str(values.get("Driver", "")).casefold().startswith(CLASS.rpartition("\\")[2])

r"""Graphics adapters as rows: the keys of their class, and what WMI tells of them. Pure.

Source: Microsoft Learn, "Registering Hardware Information" (HardwareInformation.qwMemorySize: the
one in 32 bits ends at 4 GB), "Win32_VideoController"; the place of a PCI device stands in the
brackets behind its `LocationInformation`: bus, device, function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Row
from agent.windows.registry import Values
from agent.windows.text import described, first, number, plain, texts

_PLACE = re.compile(r"\((\d+),(\d+),(\d+)\)$")
_UNREAL = re.compile(
    r"basic (?:display|render)|remote display|rdp|mirage|mirror|dameware|virtual display|"
    r"displaylink usb|indirect display|parsec|anydesk|teamviewer|radmin|netsupport|citrix indirect",
    re.IGNORECASE,
)
"""Drivers of what is no adapter: mirrors of remote help, and Windows' own stand-in."""


def rows(
    keys: Mapping[str, Values],
    places: Mapping[str, Values],
    controllers: Iterable[Mapping[str, Any]],
) -> list[Row]:
    r"""A row for each adapter. `keys`: by the number in the class (`0001`); `places`: the values of
    the devices that are there, by their instance; `controllers`: Win32_VideoController.

    The keys outlive their adapters: where it is known who is there, the others are left out.
    """
    there = {_number(values): name for name, values in places.items()}
    shown = {plain(one.get("Name")): one for one in controllers}
    found = []
    for key, values in keys.items():
        name = first(values, "DriverDesc", "HardwareInformation.AdapterString")
        known = key in there or (not there and (not shown or name in shown))
        if name and known and not _UNREAL.search(name):
            slot = _slot(key, there.get(key, ""), places)
            found.append(_row(slot, values, shown.get(name, {})))
    return found or [_by_wmi(one) for one in shown.values() if not _UNREAL.search(_name(one))]


def _number(values: Values) -> str:
    r"""`{4d36e968-e325-11ce-bfc1-08002be10318}\0001` of a device leads to its key in the class."""
    return plain(values.get("Driver")).rpartition("\\")[2]


def _slot(key: str, instance: str, places: Mapping[str, Values]) -> str:
    place = described(places.get(instance, {}).get("LocationInformation"))
    told = plain(places.get(instance, {}).get("LocationInformation"))
    match = _PLACE.search(place) or _PLACE.search(told)
    if match is None:
        return instance or key
    bus, device, function = (int(part) for part in match.groups())
    return f"0000:{bus:02x}:{device:02x}.{function}"


def _row(slot: str, values: Values, controller: Mapping[str, Any]) -> Row:
    row: Row = {"slot": slot}
    row.update(
        texts(
            name=first(values, "DriverDesc", "HardwareInformation.AdapterString"),
            vendor=_vendor(first(values, "ProviderName"), controller),
            driver=first(values, "ProviderName"),
            driver_version=values.get("DriverVersion"),
            resolution=_resolution(controller),
        )
    )
    memory = _memory(values)
    return {**row, "memory": memory} if memory else row


def _memory(values: Values) -> int:
    wide = number(values.get("HardwareInformation.qwMemorySize"))
    return wide or number(values.get("HardwareInformation.MemorySize")) or 0


def _vendor(provider: str, controller: Mapping[str, Any]) -> str:
    """Who made it; Windows' own driver is for adapters of any maker."""
    maker = plain(controller.get("AdapterCompatibility"))
    known = maker if not maker.startswith("(") else ""
    return known or ("" if provider.startswith("Microsoft") else provider)


def _resolution(controller: Mapping[str, Any]) -> str:
    names = ("CurrentHorizontalResolution", "CurrentVerticalResolution")
    across, down = (number(controller.get(name)) for name in names)
    return f"{across}x{down}" if across and down else ""


def _name(controller: Mapping[str, Any]) -> str:
    return plain(controller.get("Name"))


def _by_wmi(controller: Mapping[str, Any]) -> Row:
    """By WMI alone: its memory ends at 4 GB, and one of just that is one that was cut."""
    row: Row = {"slot": plain(controller.get("DeviceID"))}
    row.update(
        texts(
            name=_name(controller),
            vendor=_vendor("", controller),
            driver_version=controller.get("DriverVersion"),
            resolution=_resolution(controller),
        )
    )
    memory = number(controller.get("AdapterRAM")) or 0
    return {**row, "memory": memory} if 0 < memory < 0xFFF00000 else row

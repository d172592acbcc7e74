"""Network adapters as rows, by the classes of WMI that tell of them. Pure.

Source: Microsoft Learn, "MSFT_NetAdapter", "Win32_NetworkAdapter",
"Win32_NetworkAdapterConfiguration".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.probes.samples.net import believed
from agent.report import Row
from agent.windows.text import number, plain, several, texts

_MOST = 32
"""Addresses of one adapter that are told."""
_MADE_UP = ("ROOT\\", "SWD\\", "BTH\\", "COMPOSITEBUS\\", "{")
"""How the place of an adapter begins that has no hardware of its own."""
_CONNECTED = 2
_UP = 1

Objects = Iterable[Mapping[str, Any]]


def rows(adapters: Objects, known: Objects, settings: Objects) -> list[Row]:
    """A row for each connection, by name. `adapters`: MSFT_NetAdapter, `known`:
    Win32_NetworkAdapter, `settings`: its configuration; any may be missing."""
    told = list(settings)
    addresses = {_id(one.get("SettingID")): one for one in told}
    ids = {number(one.get("Index")): _id(one.get("SettingID")) for one in told}
    named = [one for one in known if plain(one.get("NetConnectionID"))]
    # Windows XP knows the adapter's id by its configuration alone.
    older = {_id(one.get("GUID")) or ids.get(number(one.get("Index")), ""): one for one in named}
    newer = {_id(one.get("InterfaceGuid")): one for one in adapters if not one.get("Hidden")}
    found = []
    for guid in {**older, **newer}:
        row = _older(older[guid]) if guid in older else {}
        row |= _newer(newer[guid]) if guid in newer else {}
        found.append({**row, **_addresses(addresses.get(guid, {}))})
    return sorted((row for row in found if row.get("name")), key=lambda row: str(row["name"]))


def _id(guid: object) -> str:
    return plain(guid).casefold()


def _older(adapter: Mapping[str, Any]) -> Row:
    up = number(adapter.get("NetConnectionStatus")) == _CONNECTED
    row: Row = {"up": up, "virtual": is_virtual(plain(adapter.get("PNPDeviceID")))}
    row.update(
        texts(
            name=adapter.get("NetConnectionID"),
            mac=mac(adapter.get("MACAddress")),
            driver=adapter.get("ServiceName"),
        )
    )
    return {**row, **(_speed(adapter.get("Speed")) if up else {})}


def is_virtual(place: str) -> bool:
    """Whether the instance of a device is none of hardware. Class PhysicalAdapter is no help: by
    it a tunnel is physical."""
    return place.upper().startswith(_MADE_UP)


def _newer(adapter: Mapping[str, Any]) -> Row:
    up = number(adapter.get("InterfaceOperationalStatus")) == _UP
    row: Row = {"up": up}
    if isinstance(adapter.get("HardwareInterface"), bool):
        row["virtual"] = not adapter["HardwareInterface"]
    file = plain(adapter.get("DriverName")).rpartition("\\")[2]
    row.update(
        texts(
            name=adapter.get("Name"),
            mac=mac(adapter.get("PermanentAddress")),
            driver=re.sub(r"\.sys$", "", file, flags=re.IGNORECASE),
        )
    )
    return {**row, **(_speed(adapter.get("Speed")) if up else {})}


def mac(value: object) -> str:
    """`44:85:00:aa:bb:5b` of the forms that there are; empty for none."""
    digits = re.sub("[^0-9a-f]", "", plain(value).casefold())
    if len(digits) != 12 or not digits.strip("0"):
        return ""
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _speed(bits: object) -> Row:
    told = believed((number(bits) or 0) // 1_000_000)
    return {"speed": told} if told > 0 else {}


def _addresses(settings: Mapping[str, Any]) -> Row:
    both = zip(_texts(settings.get("IPAddress")), _texts(settings.get("IPSubnet")), strict=False)
    found = [(address, prefix(mask)) for address, mask in both]
    lasting = [one for one in found if not one[0].casefold().startswith("fe80")]
    shown = [f"{address}/{bits}" if bits else address for address, bits in lasting[:_MOST]]
    return texts(
        ipv4=", ".join(one for one in shown if ":" not in one),
        ipv6=", ".join(one for one in shown if ":" in one),
    )


def _texts(value: object) -> list[str]:
    return [plain(one) for one in several(value)]


def prefix(mask: str) -> int:
    """The length of a prefix, from a mask (`255.255.255.0`) or as it is told (`64`)."""
    if mask.isdigit():
        return int(mask)
    parts = mask.split(".")
    if len(parts) != 4 or not all(part.isdigit() for part in parts):
        return 0
    return sum(int(part).bit_count() for part in parts)

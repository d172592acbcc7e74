"""The processor: its name by the registry, what there is of it by a call, by SMBIOS or by WMI."""

from __future__ import annotations

from typing import Any

from agent.probe import Host
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.processor import processors
from agent.windows.asking import called, objects, query
from agent.windows.registry import Values
from agent.windows.text import first, number, plain
from agent.windows.topology import topology

_EACH = r"HKLM\HARDWARE\DESCRIPTION\System\CentralProcessor"
_ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_VENDORS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}
_NAMES = ("NumberOfCores", "NumberOfLogicalProcessors", "SocketDesignation", "Name")


def read(host: Host) -> Row:
    """The section."""
    found = by_registry([host.outside.values(rf"{_EACH}\{n}") for n in host.outside.keys(_EACH)])
    if architecture := first(host.outside.values(_ENVIRONMENT), "PROCESSOR_ARCHITECTURE"):
        found["architecture"] = architecture
    return {**found, **_counts(host)}


def by_registry(threads: list[Values]) -> Row:
    """What the registry says of each thread. A clock measured while busy comes out too high: the
    lowest is the truest."""
    one = threads[0] if threads else {}
    vendor = plain(one.get("VendorIdentifier"))
    clocks = [told for each in threads if (told := number(each.get("~MHz")))]
    found: dict[str, Any] = {
        "model": plain(one.get("ProcessorNameString")),
        "vendor": _VENDORS.get(vendor, vendor),
        "threads": len(threads),
        "max_mhz": min(clocks, default=0),
    }
    return {name: value for name, value in found.items() if value}


def _counts(host: Host) -> Row:
    if told := called(host.outside, topology):
        return {name: count for name, count in told._asdict().items() if count}
    table = firmware.table(host)
    plugged = processors(table) if table else []
    if plugged:
        return {"sockets": len(plugged), **_summed(plugged, cores="cores", threads="threads")}
    return by_wmi(objects(host.outside, query("Win32_Processor", _NAMES)))


def by_wmi(rows: list[dict[str, Any]]) -> Row:
    """By Win32_Processor: a row a socket. Before its update, Windows 2003 has a row a thread, and
    counts no cores: then only the different sockets are told."""
    if not rows:
        return {}
    if any(number(row.get("NumberOfCores")) is None for row in rows):
        places = {plain(row.get("SocketDesignation")) for row in rows}
        return {"sockets": len(places)}
    named = {"cores": "NumberOfCores", "threads": "NumberOfLogicalProcessors"}
    return {"sockets": len(rows), **_summed(rows, **named)}


def _summed(rows: list[Any], **named: str) -> Row:
    sums = {n: sum(number(row.get(name)) or 0 for row in rows) for n, name in named.items()}
    return {name: count for name, count in sums.items() if count}

"""The printers, by the spooler's keys of the registry."""

from __future__ import annotations

from collections.abc import Iterator

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.probes.inventory.usb.windows import known
from agent.report import Row
from agent.windows import devices
from agent.windows.printers import connected, row, serials
from agent.windows.registry import Values
from agent.windows.text import first, plain
from agent.windows.users import hives

_PRINT = r"HKLM\SYSTEM\CurrentControlSet\Control\Print"
_PORTS = rf"{_PRINT}\Monitors\Standard TCP/IP Port\Ports"
_DEFAULT = r"Software\Microsoft\Windows NT\CurrentVersion\Windows"


def read(host: Host) -> list[Row]:
    """A row for each printer with paper. Raises Nothing where there is no spooler."""
    outside = host.outside
    names = outside.keys(rf"{_PRINT}\Printers")
    if not names and not outside.keys(_PRINT):
        raise Nothing
    keyed = [outside.values(rf"{_PRINT}\Printers\{name}") for name in names]
    addresses, numbers = _addresses(outside), serials_by_port(outside)
    found = [row(values, addresses, numbers) for values in keyed]
    rows = {str(one["name"]): one for one in (*found, *_connections(outside)) if one}
    first_choices = set(_defaults(outside))
    return [{**one, "default": name in first_choices} for name, one in sorted(rows.items())]


def serials_by_port(outside: Outside) -> dict[str, str]:
    """The serial number behind each port on USB, of printers that are switched off too: of several
    that a port ever had, that of the one that is there now."""
    return serials(_usb_ports(outside), known(outside, devices.ever(outside, "USB")))


def _usb_ports(outside: Outside) -> Iterator[tuple[str, Values]]:
    for name in devices.ever(outside, "USBPRINT"):
        key = rf"{devices.ENUM}\{name}"
        yield name, {**outside.values(key), **outside.values(rf"{key}\Device Parameters")}


def _addresses(outside: Outside) -> dict[str, str]:
    """Where the ports of the network lead to."""
    ports = {name: outside.values(rf"{_PORTS}\{name}") for name in outside.keys(_PORTS)}
    told = {name.casefold(): first(one, "HostName", "IPAddress") for name, one in ports.items()}
    return {name: address for name, address in told.items() if address}


def _connections(outside: Outside) -> Iterator[Row]:
    for hive in hives(outside):
        yield from map(connected, outside.keys(rf"{hive}\Printers\Connections"))


def _defaults(outside: Outside) -> Iterator[str]:
    """The first choice of each user: `HP LaserJet,winspool,Ne00:`."""
    for hive in hives(outside):
        yield plain(outside.values(rf"{hive}\{_DEFAULT}").get("Device")).partition(",")[0]

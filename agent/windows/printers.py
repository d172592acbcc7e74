r"""Printers as rows: the spooler's own keys, and the USB devices that stand behind its ports. Pure.

Source: Microsoft Learn, "PRINTER_INFO_2 structure" (its attributes); a USB printer's port is named
by its instance of `Enum\USBPRINT`, `7&379afe9d&0&USB001`, which begins as its device says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from agent.report import Row
from agent.windows.registry import Values
from agent.windows.text import first, number, plain, texts
from agent.windows.usb import Device, owner

_SHARED, _NETWORK = 0x8, 0x10
_NO_PAPER = re.compile(
    r"(?:nul|file|portprompt|shrfax|xpsport|onenote|prompt|clipboard|pdf|cpw|docmoto|foxit|ts\d+)\b.*"
    r"|microsoft\..*|.*\.(?:pdf|xps|prn|ps)|.*(?:fax|pdf|xps|onenote).*:?",
    re.IGNORECASE,
)
"""Ports behind which there is no printer: files, faxes, another session's printers."""
_REACHED = re.compile(r"(?:IP_|WSD|\\\\|https?:|ipp|\d{1,3}(?:\.\d{1,3}){3})", re.IGNORECASE)
_USB = re.compile(r"(?:USB|DOT4_)\d+", re.IGNORECASE)


def row(values: Values, addresses: Mapping[str, str], serials: Mapping[str, str]) -> Row:
    """One printer; empty where nothing is printed. `addresses`: of ports in the network,
    `serials`: of ports on USB, both by the port in small letters."""
    name, port = plain(values.get("Name")), plain(values.get("Port"))
    if not name or _NO_PAPER.fullmatch(port.rstrip(":")):
        return {}
    first_port = port.partition(",")[0].strip()
    address = addresses.get(first_port.casefold(), "")
    attributes = number(values.get("Attributes")) or 0
    found: Row = {
        "name": name,
        "network": bool(address or attributes & _NETWORK or _REACHED.match(first_port)),
        "shared": bool(attributes & _SHARED),
    }
    found.update(
        texts(
            model=values.get("Printer Driver"),
            port=address or port,
            serial=serials.get(first_port.casefold(), ""),
        )
    )
    return found


def connected(name: str) -> Row:
    r"""A printer of another machine, by the key of a user's connection: `,,server,printer`."""
    parts = [part for part in name.split(",") if part]
    if len(parts) < 2:
        return {}
    place = rf"\\{parts[0]}\{parts[1]}"
    return {"name": place, "port": place, "network": True, "shared": False}


def serials(ports: Iterable[tuple[str, Values]], devices: list[Device]) -> dict[str, str]:
    r"""The serial number behind each port on USB. `ports`: the instances of `Enum\USBPRINT`, with
    their values and those of their `Device Parameters`."""
    found = {}
    for instance, values in ports:
        port = first(values, "PortName") or _port(instance)
        device = _of_container(values, devices) or owner(Device(instance, values), devices)
        if port and device is not None and device.serial:
            found[port.casefold()] = device.serial
    return found


def _port(instance: str) -> str:
    last = instance.rpartition("&")[2]
    return last if _USB.fullmatch(last) else ""


def _of_container(values: Values, devices: list[Device]) -> Device | None:
    """Since Windows 7 all that is one thing to touch has one id."""
    box = plain(values.get("ContainerID")).casefold()
    same = (one for one in devices if plain(one.values.get("ContainerID")).casefold() == box)
    return next((one for one in same if box and not one.is_part and one.ids), None)

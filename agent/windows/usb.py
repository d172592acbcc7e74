r"""USB devices as the registry keeps them: who made each, its number, what it is. Pure.

Source: Microsoft Learn, "Standard USB Identifiers", "Device Instance IDs" (an instance without `&`
is the device's own serial number); usb.org, "Defined Class Codes".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from agent.report import Row
from agent.smbios.fillers import is_value
from agent.usb.classes import CLASSES
from agent.usb.makers import MAKERS
from agent.windows.registry import Values
from agent.windows.text import described, plain, texts
from agent.windows.usb_kinds import SERVICES, kinds

_DEVICE = re.compile(r"VID_([0-9A-F]{4})&PID_([0-9A-F]{4})(&MI_[0-9A-F]{2})?", re.IGNORECASE)
_PORT = re.compile(r"Port_#\d+\.Hub_#\d+")
_PLACE = re.compile(r"Port_#\d+\.Hub_#\d+|[0-9A-F]{4}(?:\.[0-9A-F]{3,4}){8}", re.IGNORECASE)


class Device(NamedTuple):
    r"""One instance, `USB\VID_03F0&PID_3817\00CNBW86S20B`, and the values of its key."""

    instance: str
    values: Values

    @property
    def ids(self) -> re.Match[str] | None:
        """Maker, product and, of a part of a device, the number of its interface."""
        return _DEVICE.fullmatch(self.instance.split("\\")[1]) if "\\" in self.instance else None

    @property
    def numbers(self) -> tuple[str, str]:
        """Maker and product; empty for what has none."""
        return (self.ids[1].upper(), self.ids[2].upper()) if self.ids else ("", "")

    @property
    def is_part(self) -> bool:
        """Whether it is one of several that are one device."""
        return self.ids is not None and bool(self.ids[3])

    @property
    def own(self) -> str:
        """What tells it from others of its kind: a serial number, or its place."""
        return self.instance.rpartition("\\")[2]

    @property
    def parts(self) -> str:
        """With what the instances of its parts begin, in small letters; empty if nothing does."""
        return plain(self.values.get("ParentIdPrefix")).casefold()

    @property
    def serial(self) -> str:
        """Its serial number; empty where it has none."""
        return self.own if "&" not in self.own and is_value(self.own) else ""

    @property
    def kinds(self) -> list[str]:
        """What it is, by its class or its driver."""
        return kinds(self.values)


def owner(part: Device, devices: Iterable[Device]) -> Device | None:
    """The device that a part is of, however deep."""
    above = next((one for one in devices if one.parts and _begins(part.own, one.parts)), None)
    return owner(above, devices) if above is not None and above.is_part else above


def _begins(own: str, prefix: str) -> bool:
    return own.casefold().startswith(prefix + "&")


def rows(devices: list[Device], reported: dict[str, str]) -> list[Row]:
    """A row for each device that is no hub and no part. `reported`: the names that they give."""
    found: dict[str, Row] = {}
    for one in devices:
        if one.is_part or one.numbers[0] in ("", "0000"):
            continue
        parts = [part for part in devices if one.parts and _begins(part.own, one.parts)]
        if "hub" not in one.kinds:
            row = _row(one, parts, reported.get(one.instance, ""))
            port = row["port"] if row["port"] not in found else one.instance
            found[str(port)] = {**row, "port": port}
    return sorted(found.values(), key=lambda row: str(row["port"]))


def _row(one: Device, parts: list[Device], reported: str) -> Row:
    vendor, product = one.numbers
    kinds = {kind for each in (one, *parts) for kind in each.kinds}
    row: Row = {"port": _port(one), "vendor_id": vendor.lower(), "product_id": product.lower()}
    row.update(
        texts(
            vendor=MAKERS.get(vendor, "") or _maker(one),
            name=reported or _name(one, parts),
            serial=one.serial,
        )
    )
    kind = next((kind for kind in CLASSES.values() if kind in kinds), "")
    return {**row, "class": kind} if kind else row


def _port(one: Device) -> str:
    place = plain(one.values.get("LocationInformation"))
    return place if _PORT.fullmatch(place) else one.instance.removeprefix("USB\\")


def _maker(one: Device) -> str:
    """Who wrote its driver, where that is not Windows: that stands in brackets, in any language."""
    told = described(one.values.get("Mfg"))
    known = told and not told.startswith("(") and "microsoft" not in told.casefold()
    return told if known and _is_own(one) else ""


def _is_own(one: Device) -> bool:
    """Whether its driver is its maker's: Windows' own are for a class of devices."""
    return plain(one.values.get("Service")).casefold() not in {*SERVICES, "usbccgp"}


def _name(one: Device, parts: list[Device]) -> str:
    """Windows XP keeps the device's own name as its place; later ones the driver's for a part."""
    place = plain(one.values.get("LocationInformation"))
    if place and not _PLACE.fullmatch(place):
        return place.rstrip(" ;")
    named = [plain(each.values.get("FriendlyName")) for each in (one, *parts)]
    told = [
        described(each.values.get("DeviceDesc"))
        for each in (*(p for p in parts if _is_own(p)), one)
    ]
    return next((text for text in (*named, *told) if text), "")

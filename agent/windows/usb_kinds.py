"""What a USB device is, by the class it tells or by the driver that Windows gave it. Pure.

Source: usb.org, "Defined Class Codes"; Microsoft Learn, "Standard USB Identifiers" (its compatible
ids name the class) and "USB device class drivers included in Windows".
"""

from __future__ import annotations

import re

from agent.usb.classes import CLASSES, HUB
from agent.windows.registry import Values
from agent.windows.text import plain

_CLASS = re.compile(r"USB\\(?:Dev)?Class_([0-9A-F]{2})", re.IGNORECASE)
SERVICES = {
    "usbstor": "storage",
    "uaspstor": "storage",
    "usbprint": "printer",
    "usbvideo": "video",
    "usbscan": "image",
    "usbccid": "smart_card",
    "wudfusbcciddriver": "smart_card",
    "usbaudio": "audio",
    "usb_rndisx": "network",
    "usbnet": "network",
    "bthusb": "wireless",
    "hidusb": "hid",
    "usbhub": "hub",
    "usbhub3": "hub",
}
"""The driver -> what it is, where the device tells no class."""


def kinds(values: Values) -> list[str]:
    """By the values of its key: several where it is several things, none where nothing is told."""
    listed = values.get("CompatibleIDs")
    codes = _CLASS.findall("\n".join(listed if isinstance(listed, list) else []))
    known = [CLASSES[code.upper()] for code in codes if code.upper() in CLASSES]
    service = SERVICES.get(plain(values.get("Service")).casefold(), "")
    hub = ["hub"] if HUB in codes else []
    return [*known, *hub, *([service] if service else [])]

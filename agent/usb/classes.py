"""What a USB device is, by the code of its class. Source: usb.org, "Defined Class Codes"."""

from __future__ import annotations

HUB = "09"
CLASSES = {
    "08": "storage",
    "07": "printer",
    "0E": "video",
    "06": "image",
    "0B": "smart_card",
    "01": "audio",
    "02": "network",
    "0A": "network",
    "E0": "wireless",
    "03": "hid",
}
"""The code of a class -> what it is; the first is the most telling of several."""

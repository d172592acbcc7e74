"""What is plugged in, by the kernel. Source: Documentation/ABI/testing/sysfs-bus-usb."""

from __future__ import annotations

from pathlib import Path

from agent.linux.files import line
from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios.fillers import is_value
from agent.usb.classes import CLASSES, HUB
from agent.usb.makers import MAKERS


def read(host: Host) -> list[Row]:
    """A row for each device but hubs. Raises Nothing where there is no USB."""
    bus = host.path("/sys/bus/usb/devices")
    if not bus.exists():
        raise Nothing
    found = sorted(f for f in bus.iterdir() if ":" not in f.name and (f / "idVendor").exists())
    return [_device(folder) for folder in found if line(folder / "bDeviceClass") != HUB]


def _device(folder: Path) -> Row:
    maker = line(folder / "idVendor").upper()
    told = {
        "vendor_id": maker,
        "product_id": line(folder / "idProduct").upper(),
        "vendor": _text(folder / "manufacturer") or MAKERS.get(maker, ""),
        "name": _text(folder / "product"),
        "serial": _text(folder / "serial"),
        "class": _kind(folder),
    }
    return {"port": folder.name, **{name: text for name, text in told.items() if text}}


def _kind(folder: Path) -> str:
    """The most telling of what it is and of what its parts are."""
    files = (folder / "bDeviceClass", *folder.glob("*/bInterfaceClass"))
    codes = {line(file).upper() for file in files}
    return next((kind for code, kind in CLASSES.items() if code in codes), "")


def _text(file: Path) -> str:
    """What a device says of itself: any bytes it likes."""
    plain = "".join(c for c in line(file) if c.isprintable())
    return plain if is_value(plain) else ""

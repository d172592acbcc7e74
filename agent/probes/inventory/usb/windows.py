"""What is plugged in, by the registry; its own name is asked of the device's driver."""

from __future__ import annotations

from agent.outside import Outside
from agent.probe import Host
from agent.report import Row
from agent.windows import devices
from agent.windows.asking import called
from agent.windows.usb import Device, rows


def read(host: Host) -> list[Row]:
    """A row for each device that is there."""
    found = plugged(host.outside)
    told = {one.instance: _reported(host.outside, one) for one in found if not one.is_part}
    return rows(found, told)


def plugged(outside: Outside) -> list[Device]:
    """The devices of USB that are there now, and their parts."""
    return known(outside, devices.present(outside, "USB"))


def known(outside: Outside, names: list[str]) -> list[Device]:
    """Some instances of devices, with what the registry keeps of them."""
    return [Device(name, outside.values(rf"{devices.ENUM}\{name}")) for name in names]


def _reported(outside: Outside, device: Device) -> str:
    return called(outside, devices.reported, device.instance) or ""

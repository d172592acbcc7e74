"""The disks: model, serial, size, kind. Source: the kernel's Documentation/ABI, sysfs-block."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 60.0
FACTS = Rows(
    {
        "name": Field("1", "the system's name for it", str),
        "model": Field("1", "the maker's name for the model", str),
        "vendor": Field("1", "who made it", str),
        "serial": Field("1", "its serial number", str),
        "wwn": Field("1", "its world-wide name", str),
        "firmware": Field("1", "its firmware's version", str),
        "size": Field("B", "its size", int),
        "type": Field("1", "hdd, ssd or nvme; absent where it cannot be told", str),
        "bus": Field("1", "how it is connected: nvme, ata, usb, virtio …", str),
        "removable": Field("1", "can be taken out while running", bool),
        "system": Field("1", "holds the system", bool),
    },
    key="name",
    help="disks, without partitions",
)

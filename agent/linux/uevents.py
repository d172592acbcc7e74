"""What the kernel announces of devices, at once: mains power, disks, USB, monitors.

Source: netlink(7), NETLINK_KOBJECT_UEVENT; a message is `ACTION@PATH`, then `KEY=value`, with NULs
between.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable

_UEVENTS, _KERNELS = 15, 1
"""The protocol, and the group in which the kernel itself speaks."""
WATCHED = ("power_supply", "usb", "block", "drm")
"""Subsystems of which somebody wants to hear."""


def watch(heard: Callable[[str], None]) -> bool:
    """Call `heard` with each watched subsystem that something was announced of, from a thread.

    False where the kernel does not let us listen: then changes are seen when they are next read.
    """
    if sys.platform != "linux":
        return False
    try:
        listening = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _UEVENTS)
        listening.bind((0, _KERNELS))
    except OSError:
        return False
    threading.Thread(target=_listen, args=(listening, heard), name="uevents", daemon=True).start()
    return True


def _listen(listening: socket.socket, heard: Callable[[str], None]) -> None:
    while True:
        try:
            message, sender = listening.recvfrom(65_536)
        except OSError:  # more than it could hold at once: the next one will do
            continue
        if sender[0] == 0 and (subsystem := subsystem_of(message)) in WATCHED:
            heard(subsystem)


def subsystem_of(message: bytes) -> str:
    """The subsystem that a message names; empty where it names none."""
    parts = (part.partition(b"=") for part in message.split(b"\0"))
    found = next((value for key, _, value in parts if key == b"SUBSYSTEM"), b"")
    return found.decode("ascii", "replace")

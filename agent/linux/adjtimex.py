"""The kernel's own word on the clock. Source: adjtimex(2), linux/timex.h."""

from __future__ import annotations

import ctypes
import sys

_UNSYNCHRONISED = 0x0040
_SIZE = 256
"""Bytes of `struct timex`, with room to spare: 208 on machines of 64 bits."""
_STATUS_AT = 5 * ctypes.sizeof(ctypes.c_long)
"""`modes` (padded to a long), `offset`, `freq`, `maxerror` and `esterror` come before `status`."""


def synchronised() -> bool | None:
    """Whether somebody sets the clock now; None where the kernel does not tell.

    systemd's ProtectClock refuses the call, also to who only asks.
    """
    if sys.platform == "win32":
        return None
    asked = ctypes.create_string_buffer(_SIZE)
    try:
        said = ctypes.CDLL(None).adjtimex(asked)
    except (OSError, AttributeError):
        return None
    if said < 0:
        return None
    status = int.from_bytes(asked.raw[_STATUS_AT : _STATUS_AT + 4], sys.byteorder)
    return not status & _UNSYNCHRONISED

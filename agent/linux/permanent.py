"""An interface's permanent address, as its maker gave it, by the kernel (Linux).

Source: ethtool's ETHTOOL_GPERMADDR request through ioctl SIOCETHTOOL, linux/ethtool.h.
"""

from __future__ import annotations

import array
import os
import socket
import struct
import sys

_SIOCETHTOOL = 0x8946
_GPERMADDR = 0x20
_LENGTH = 32


def permanent_mac(interface: str) -> str | None:
    """`aa:bb:cc:dd:ee:ff`, or None where the driver does not tell (and on other systems)."""
    if sys.platform == "win32":
        return None
    import fcntl  # not on Windows

    request = array.array("B", struct.pack("II", _GPERMADDR, _LENGTH) + bytes(_LENGTH))
    address, _ = request.buffer_info()
    named = struct.pack("16sP", os.fsencode(interface)[:15], address)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        try:
            fcntl.ioctl(control, _SIOCETHTOOL, named)
        except OSError:
            return None
    size = struct.unpack("I", request[4:8].tobytes())[0]
    mac = request[8 : 8 + size].tobytes()
    return mac.hex(":") if size == 6 and any(mac) else None

"""The firmware's SMBIOS tables, which Windows hands to anybody.

Source: Microsoft Learn, "GetSystemFirmwareTable function"; the header before the table is that of
its `RawSMBIOSData`.
"""

from __future__ import annotations

import ctypes

from agent.windows.library import DWORD, POINTER, failed, function

_SMBIOS = int.from_bytes(b"RSMB", "big")


def raw() -> bytes:
    """Header and table. Raises OSError."""
    ask = function("kernel32", "GetSystemFirmwareTable", DWORD, DWORD, DWORD, POINTER, DWORD)
    size = ask(_SMBIOS, 0, None, 0)
    buffer = ctypes.create_string_buffer(size)
    if not size or ask(_SMBIOS, 0, buffer, size) != size:
        raise failed("GetSystemFirmwareTable")
    return buffer.raw

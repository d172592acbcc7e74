"""The firmware and its security chip, by Windows' calls.

Source: Microsoft Learn, "GetFirmwareType", "Tbsi_GetDeviceInfo", "TPM_DEVICE_INFO structure".
"""

from __future__ import annotations

import ctypes

from agent.windows.library import DWORD, POINTER, failed, function

_NO_TPM = 0x8028400F
"""TBS_E_TPM_NOT_FOUND."""
_INFO_SIZE = 16
_VERSIONS = {1: "1.2", 2: "2.0"}
_KINDS = {1: "bios", 2: "uefi"}


def firmware_type() -> str:
    """`uefi`, `bios`, or empty. Raises OSError."""
    kind = DWORD()
    if not function("kernel32", "GetFirmwareType", DWORD, POINTER)(ctypes.byref(kind)):
        raise failed("GetFirmwareType")
    return _KINDS.get(kind.value, "")


def version() -> str:
    """Of the TPM that Windows uses, `2.0`; empty where it has none. Raises OSError."""
    ask = function("tbs", "Tbsi_GetDeviceInfo", DWORD, DWORD, POINTER)
    buffer = ctypes.create_string_buffer(_INFO_SIZE)
    code = ask(_INFO_SIZE, buffer)
    if code == _NO_TPM:
        return ""
    if code:
        raise OSError(f"Tbsi_GetDeviceInfo fails with {code:#x}")
    return _VERSIONS.get(int.from_bytes(buffer.raw[4:8], "little"), "")

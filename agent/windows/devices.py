r"""The devices that are there now, by the names of their instances: `USB\VID_046D&PID_C016\5&33…`.

The registry keeps each that was ever there. Source: Microsoft Learn, "CM_Get_Device_ID_ListW",
"CM_Get_DevNode_PropertyW", "Device Instance IDs".
"""

from __future__ import annotations

import ctypes
import uuid
from typing import Any

from agent.outside import Outside
from agent.windows.library import DWORD, POINTER, TEXT, function, held

ENUM = r"HKLM\SYSTEM\CurrentControlSet\Enum"
_OF_ENUMERATOR, _PRESENT = 0x1, 0x100
_REPORTED = uuid.UUID("540b947e-8b40-45bc-a8a2-6a0b894cbda2").bytes_le + (4).to_bytes(4, "little")
"""DEVPKEY_Device_BusReportedDeviceDesc: the name that the device itself gives."""
_LONGEST = 1024


def present(outside: Outside, enumerator: str) -> list[str]:
    """The instances of an enumerator (`USB`, `DISPLAY`) that are there now."""
    try:
        return outside.call(listed, enumerator)
    except OSError:
        return _started(outside, enumerator)


def ever(outside: Outside, enumerator: str) -> list[str]:
    """The instances that were ever there; those that are there now last."""
    names = [
        rf"{enumerator}\{device}\{instance}"
        for device in outside.keys(rf"{ENUM}\{enumerator}")
        for instance in outside.keys(rf"{ENUM}\{enumerator}\{device}")
    ]
    now = {name.casefold() for name in present(outside, enumerator)}
    return sorted(names, key=lambda name: name.casefold() in now)


def _started(outside: Outside, enumerator: str) -> list[str]:
    """By the registry: until Windows 7 a device that runs has a key `Control`."""
    found = []
    for device in outside.keys(rf"{ENUM}\{enumerator}"):
        for instance in outside.keys(rf"{ENUM}\{enumerator}\{device}"):
            name = rf"{enumerator}\{device}\{instance}"
            if "Control" in outside.keys(rf"{ENUM}\{name}"):
                found.append(name)
    return found


def listed(enumerator: str) -> list[str]:
    """As Windows lists them. Raises OSError."""
    measure = _function("CM_Get_Device_ID_List_SizeW", POINTER, TEXT, DWORD)
    ask = _function("CM_Get_Device_ID_ListW", TEXT, POINTER, DWORD, DWORD)
    size, which = DWORD(), _OF_ENUMERATOR | _PRESENT
    held("CM_Get_Device_ID_List_Size", measure(ctypes.byref(size), enumerator, which))
    buffer = ctypes.create_unicode_buffer(size.value + 1)
    held("CM_Get_Device_ID_List", ask(enumerator, buffer, size.value, which))
    return [name for name in "".join(buffer[: size.value]).split("\0") if name]


def reported(instance: str) -> str:
    """The name that a device gives itself; empty where it gives none. Raises OSError."""
    locate = _function("CM_Locate_DevNodeW", POINTER, TEXT, DWORD)
    ask = _function("CM_Get_DevNode_PropertyW", DWORD, POINTER, POINTER, POINTER, POINTER, DWORD)
    node, kind, size = DWORD(), DWORD(), DWORD(2 * _LONGEST)
    held("CM_Locate_DevNode", locate(ctypes.byref(node), instance, 0))
    buffer = ctypes.create_unicode_buffer(_LONGEST + 1)
    code = ask(node, _REPORTED, ctypes.byref(kind), buffer, ctypes.byref(size), 0)
    return "" if code else buffer.value


def _function(name: str, *takes: Any) -> Any:
    return function("cfgmgr32", name, DWORD, *takes)

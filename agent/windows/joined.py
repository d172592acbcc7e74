"""What the machine belongs to, by a call. Source: Microsoft Learn, "NetGetJoinInformation"."""

from __future__ import annotations

import ctypes

from agent.windows.library import DWORD, POINTER, TEXT, function, held

_KINDS = {1: "none", 2: "workgroup", 3: "domain"}


def join() -> tuple[str, str]:
    """(`domain`, `workgroup`, `none` or empty; its name). Raises OSError."""
    ask = function("netapi32", "NetGetJoinInformation", DWORD, TEXT, POINTER, POINTER)
    name, kind = POINTER(), DWORD()
    held("NetGetJoinInformation", ask(None, ctypes.byref(name), ctypes.byref(kind)))
    told = ctypes.wstring_at(name.value) if name.value else ""
    function("netapi32", "NetApiBufferFree", DWORD, POINTER)(name)
    return _KINDS.get(kind.value, ""), told

"""The libraries of Windows, by ctypes: one function at a time, with the types it takes.

They are looked for in System32 alone: a folder of the PATH may be anybody's.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

WORD = ctypes.c_uint16
DWORD = ctypes.c_uint32
HANDLE = POINTER = ctypes.c_void_p
TEXT = ctypes.c_wchar_p

_SYSTEM32 = 0x800
"""LOAD_LIBRARY_SEARCH_SYSTEM32."""


def function(library: str, name: str, gives: Any, *takes: Any) -> Any:
    """A function of a library, `kernel32`. Raises OSError where this system has none."""
    if sys.platform != "win32":
        raise OSError(f"there is no {library} here to ask by {name}")
    try:
        found = getattr(ctypes.WinDLL(library, use_last_error=True, winmode=_SYSTEM32), name)
    except AttributeError:
        raise OSError(f"this Windows has no {name} in {library}") from None
    found.restype, found.argtypes = gives, takes
    return found


def failed(name: str) -> OSError:
    """What the last call that set an error met."""
    if sys.platform == "win32":
        code = ctypes.get_last_error()
        return OSError(f"{name} fails with {code}: {ctypes.FormatError(code).strip()}")
    return OSError(f"{name} fails")


def held(name: str, code: int) -> None:
    """Raise OSError for a code that is an error: for calls that return one, 0 is success."""
    if code:
        raise OSError(f"{name} fails with {code & 0xFFFFFFFF:#x}")

r"""Windows' registry: the values and the keys in a key, by its whole name (`HKLM\SOFTWARE\…`).

What is missing or not for us to read is empty: a probe then tells less. Source: Microsoft Learn,
"Registry Value Types" and "Accessing an Alternate Registry View".
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Value = str | int | bytes | list[str]
"""REG_SZ and REG_EXPAND_SZ as text (not expanded), REG_DWORD and REG_QWORD, REG_BINARY,
REG_MULTI_SZ."""
Values = dict[str, Value]
"""By their names; the key's default value by the empty one."""

if sys.platform == "win32":
    import winreg

    _ROOTS = {
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
        "HKU": winreg.HKEY_USERS,
        "HKCR": winreg.HKEY_CLASSES_ROOT,
    }
    _WIDTHS = {64: winreg.KEY_WOW64_64KEY, 32: winreg.KEY_WOW64_32KEY}

    def values(key: str, wide: int = 64) -> Values:
        """The values of a key."""
        with _opened(key, wide) as handle:
            return {name: value for name, value in _all(winreg.EnumValue, handle) if _told(value)}

    def keys(key: str, wide: int = 64) -> list[str]:
        """The names of the keys in a key."""
        with _opened(key, wide) as handle:
            return [str(name) for name in _all(winreg.EnumKey, handle)]

    @contextmanager
    def _opened(key: str, wide: int) -> Iterator[Any]:
        root, _, path = key.partition("\\")
        try:
            handle = winreg.OpenKey(_ROOTS[root], path, 0, winreg.KEY_READ | _WIDTHS[wide])
        except OSError:
            yield None
            return
        with handle:
            yield handle

    def _all(told: Any, handle: Any) -> Iterator[Any]:
        """Each answer of EnumKey or EnumValue, until there is none."""
        at = 0
        while handle is not None:
            try:
                found = told(handle, at)
            except OSError:
                return
            yield found[:2] if isinstance(found, tuple) else found
            at += 1

    def _told(value: object) -> bool:
        return isinstance(value, (str, int, bytes, list))

else:

    def values(key: str, wide: int = 64) -> Values:
        """No registry here."""
        raise OSError(f"there is no registry here: {key} ({wide})")

    def keys(key: str, wide: int = 64) -> list[str]:
        """No registry here."""
        raise OSError(f"there is no registry here: {key} ({wide})")

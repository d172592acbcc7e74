"""What came of an installation: left in the registry, told to whoever looks on.

`python -m agent.windows.outcome` shows it in a box: the installer's last step, as the person who
started it, for what runs as SYSTEM has no screen. Source: Microsoft Learn, "MessageBoxW".
"""

from __future__ import annotations

import sys
from contextlib import suppress

KEY = r"SOFTWARE\Mkaguzi"
_VALUE = "Outcome"

if sys.platform == "win32":
    import winreg

    import servicemanager

    from agent.windows.names import DISPLAY, SERVICE

    def leave(said: str, *, well: bool) -> None:
        """Keep it where everybody may read it, and write it into the event log."""
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
            winreg.SetValueEx(key, _VALUE, 0, winreg.REG_SZ, said)
        servicemanager.Initialize(SERVICE, servicemanager.__file__)
        (servicemanager.LogInfoMsg if well else servicemanager.LogErrorMsg)(said)

    def last() -> str:
        """What was left last; empty: nothing."""
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, KEY) as key:
            return str(winreg.QueryValueEx(key, _VALUE)[0])
        return ""

    def forget() -> None:
        """Take it away."""
        with suppress(OSError):
            winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, KEY)

    def show() -> None:
        """In a box, until somebody has read it."""
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, last(), DISPLAY, _IN_FRONT)

    _IN_FRONT = 0x10040
    """MB_ICONINFORMATION and MB_SETFOREGROUND."""

    if __name__ == "__main__":
        show()

r"""Windows' WMI by COM: the objects of a query as dicts.

Slow, and on broken machines it hangs for ever: a query is asked in a thread that is left behind
where it does not answer; the process it is in ends anyway. What can be had of the registry or of a
call is not asked here, and `Win32_Product` never is: it repairs what it lists. Source: Microsoft
Learn, "SWbemServices.ExecQuery".
"""

from __future__ import annotations

import threading
from typing import Any

_FORWARD_ONLY = 0x30
"""wbemFlagReturnImmediately and wbemFlagForwardOnly: no copy of all of them is kept."""


def ask(query: str, namespace: str, patience: float) -> list[dict[str, Any]]:
    """The objects, each a dict of its properties that are not null. Raises OSError, and
    TimeoutError after `patience` (s)."""
    asked = _Asked(query, namespace)
    asked.start()
    asked.join(patience)
    if asked.is_alive():
        raise TimeoutError(f"WMI did not answer {query!r} within {patience:.0f} s")
    if asked.error is not None:
        raise asked.error
    return asked.found


class _Asked(threading.Thread):
    """One query. COM wants to be begun in the very thread that asks."""

    def __init__(self, query: str, namespace: str) -> None:
        super().__init__(name="WMI", daemon=True)
        self._query, self._namespace = query, namespace
        self.found: list[dict[str, Any]] = []
        self.error: OSError | None = None

    def run(self) -> None:
        try:
            self.found = _objects(self._query, self._namespace)
        except OSError as error:
            self.error = error


def _objects(query: str, namespace: str) -> list[dict[str, Any]]:
    try:
        import pythoncom
        import win32com.client
    except ImportError as error:
        raise OSError(f"WMI cannot be asked: {error}") from None
    pythoncom.CoInitialize()
    try:
        service = win32com.client.GetObject(rf"winmgmts:\\.\{namespace}")
        found = service.ExecQuery(query, "WQL", _FORWARD_ONLY)
        return [{p.Name: p.Value for p in one.Properties_ if p.Value is not None} for one in found]
    except pythoncom.com_error as error:
        raise OSError(f"WMI does not answer {query!r}: {error}") from None

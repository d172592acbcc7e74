r"""Windows' WMI by COM: the objects of a query as dicts.

Slow, and on broken machines it hangs for ever: that is why it is asked in a child that ends. What
can be had of the registry or of a call is not asked here, and `Win32_Product` never is: it repairs
what it lists. Source: Microsoft Learn, "SWbemServices.ExecQuery".
"""

from __future__ import annotations

from typing import Any

_FORWARD_ONLY = 0x30
"""wbemFlagReturnImmediately and wbemFlagForwardOnly: no copy of all of them is kept."""


def ask(query: str, namespace: str) -> list[dict[str, Any]]:
    """The objects, each a dict of its properties that are not null. Raises OSError."""
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

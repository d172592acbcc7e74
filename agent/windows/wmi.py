r"""Windows' WMI by COM: the objects of a query as dicts.

Slow, and on broken machines it hangs for ever: it is asked with patience, in a child that ends.
What can be had of the registry or of a call is not asked here, and `Win32_Product` never is: it
repairs what it lists. Source: Microsoft Learn, "SWbemServices.ExecQuery".
"""

from __future__ import annotations

from typing import Any

from agent.windows.com import apartment
from agent.windows.patience import within

_FORWARD_ONLY = 0x30
"""wbemFlagReturnImmediately and wbemFlagForwardOnly: no copy of all of them is kept."""


_HUNG: set[str] = set()
"""Namespaces that did not answer in time: this process asks them no more."""


def ask(query: str, namespace: str, patience: float) -> list[dict[str, Any]]:
    """The objects, each a dict of its properties that are not null. Raises OSError, and
    TimeoutError after `patience` (s); at once where it has hung before."""
    if namespace in _HUNG:
        raise TimeoutError(f"WMI is not asked {query!r}: {namespace} has hung before")
    try:
        return within(patience, _objects, query, namespace)
    except TimeoutError:
        _HUNG.add(namespace)
        raise


def _objects(query: str, namespace: str) -> list[dict[str, Any]]:
    with apartment(f"WMI to {query!r}") as client:
        service = client.GetObject(rf"winmgmts:\\.\{namespace}")
        found = service.ExecQuery(query, "WQL", _FORWARD_ONLY)
        return [{p.Name: p.Value for p in one.Properties_ if p.Value is not None} for one in found]

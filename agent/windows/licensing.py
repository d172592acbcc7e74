"""The licences that Windows keeps record of, by its calls: WMI takes many seconds to tell the same.

Source: Microsoft Learn, "SLOpen", "SLGetLicensingStatusInformation", "SLGetInstalledProductKeyIds",
"SLGetPKeyInformation", "SLGetProductSkuInformation"; the structure is SL_LICENSING_STATUS.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agent.windows.library import DWORD, HANDLE, POINTER, TEXT, function, held

_SIZE = 40
"""Bytes of one status: sku (16), state, grace, days of grace, reason, and when it ends (8)."""
_AS_WMI = {0: 0, 1: 1, 2: 2, 3: 5}
"""SLLICENSINGSTATUS -> LicenseStatus: unlicensed, licensed, in grace, notified."""
_MOST = 2000
_OF_KEY = {"ProductKeyChannel": "Channel", "PartialProductKey": "PartialProductKey"}
_OF_PRODUCT = {"Name": "Name", "Description": "Description"}


def products(application: str) -> list[dict[str, Any]]:
    """The products of an application (a GUID) that have a key, as WMI names them.

    Raises OSError.
    """
    with _opened() as handle:
        return [
            {"ApplicationID": application, "ID": str(sku), "LicenseStatus": state, **told}
            for sku, state in states(_statuses(handle, uuid.UUID(application)))
            if (told := _told(handle, sku))
        ]


def states(raw: bytes) -> list[tuple[uuid.UUID, int]]:
    """(sku, state as WMI counts it) of each status in what Windows gives."""
    whole = range(0, len(raw) - _SIZE + 1, _SIZE)
    found = ((raw[at : at + 16], int.from_bytes(raw[at + 16 : at + 20], "little")) for at in whole)
    return [(uuid.UUID(bytes_le=sku), _AS_WMI.get(state, -1)) for sku, state in found]


@contextmanager
def _opened() -> Iterator[Any]:
    handle = HANDLE()
    held("SLOpen", _function("SLOpen", POINTER)(ctypes.byref(handle)))
    try:
        yield handle
    finally:
        _function("SLClose", HANDLE)(handle)


def _statuses(handle: Any, application: uuid.UUID) -> bytes:
    ask = _function(
        "SLGetLicensingStatusInformation", HANDLE, POINTER, POINTER, TEXT, POINTER, POINTER
    )
    count, found = DWORD(), POINTER()
    given = ctypes.byref(count), ctypes.byref(found)
    code = ask(handle, application.bytes_le, None, None, *given)
    held("SLGetLicensingStatusInformation", code)
    return _taken(found, _SIZE * min(count.value, _MOST))


def _told(handle: Any, sku: uuid.UUID) -> dict[str, str]:
    """What is told of a product and of its first key; nothing where it has none."""
    ask = _function("SLGetInstalledProductKeyIds", HANDLE, POINTER, POINTER, POINTER)
    count, found = DWORD(), POINTER()
    if ask(handle, sku.bytes_le, ctypes.byref(count), ctypes.byref(found)):
        return {}
    keys = _taken(found, 16 * min(count.value, _MOST))
    if not keys:
        return {}
    of_key = {n: _value("SLGetPKeyInformation", handle, keys[:16], w) for n, w in _OF_KEY.items()}
    of_product = {
        n: _value("SLGetProductSkuInformation", handle, sku.bytes_le, w)
        for n, w in _OF_PRODUCT.items()
    }
    return {**of_key, **of_product}


def _value(name: str, handle: Any, of: bytes, word: str) -> str:
    ask = _function(name, HANDLE, POINTER, TEXT, POINTER, POINTER, POINTER)
    kind, size, found = DWORD(), DWORD(), POINTER()
    if ask(handle, of, word, ctypes.byref(kind), ctypes.byref(size), ctypes.byref(found)):
        return ""
    return _taken(found, min(size.value, 4096)).decode("utf-16-le", "replace").rstrip("\0")


def _taken(pointer: Any, size: int) -> bytes:
    """The bytes that a call allocated for us, which is then to be freed."""
    if not pointer.value:
        return b""
    try:
        return ctypes.string_at(pointer.value, size)
    finally:
        function("kernel32", "LocalFree", HANDLE, HANDLE)(pointer)


def _function(name: str, *takes: Any) -> Any:
    return function("slc", name, DWORD, *takes)

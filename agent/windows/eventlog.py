"""The newest events of a log, as their XML, by calls.

Source: Microsoft Learn, "EvtQuery", "EvtNext", "EvtRender", "Consuming Events" (its XPath).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agent.windows.library import DWORD, HANDLE, POINTER, TEXT, failed, function

_OF_CHANNEL, _NEWEST_FIRST = 0x1, 0x200
_AS_XML = 1
_AT_ONCE = 64
_LONGEST = 1 << 16
"""Bytes of one event that are looked at."""
_WAIT = 5000
"""ms that are waited for the next events."""


def newest(channel: str, wanted: str, most: int) -> list[str]:
    """At most so many events that an XPath query wants, the newest first. Raises OSError."""
    query = function("wevtapi", "EvtQuery", HANDLE, HANDLE, TEXT, TEXT, DWORD)
    handle = query(None, channel, wanted, _OF_CHANNEL | _NEWEST_FIRST)
    if not handle:
        raise failed("EvtQuery")
    with _closed(handle):
        found = []
        for event in _events(handle):
            with _closed(event):
                found.append(_xml(event))
            if len(found) >= most:
                break
        return found


def _events(query: Any) -> Iterator[Any]:
    ask = function(
        *("wevtapi", "EvtNext", DWORD),
        *(HANDLE, DWORD, POINTER, DWORD, DWORD, POINTER),
    )
    handles, count = (HANDLE * _AT_ONCE)(), DWORD()
    while ask(query, _AT_ONCE, handles, _WAIT, 0, ctypes.byref(count)):
        yield from handles[: count.value]


def _xml(event: Any) -> str:
    ask = function(
        *("wevtapi", "EvtRender", DWORD),
        *(HANDLE, HANDLE, DWORD, DWORD, POINTER, POINTER, POINTER),
    )
    buffer, used, count = ctypes.create_string_buffer(_LONGEST), DWORD(), DWORD()
    done = ask(None, event, _AS_XML, _LONGEST, buffer, ctypes.byref(used), ctypes.byref(count))
    return buffer.raw[: used.value].decode("utf-16-le", "replace").rstrip("\0") if done else ""


@contextmanager
def _closed(handle: Any) -> Iterator[None]:
    try:
        yield
    finally:
        function("wevtapi", "EvtClose", DWORD, HANDLE)(handle)

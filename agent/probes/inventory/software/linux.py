"""The programs that are installed, by the package manager's own record (dpkg).

Source: deb-control(5) and dpkg's status file. Read line by line: the file is megabytes long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.probe import Host, Nothing
from agent.report import Row

_ON_DISK = {"installed", "triggers-pending", "triggers-awaited", "half-configured", "unpacked"}
"""States of dpkg(1) in which the program is there, if not all of it is set up."""
_WANTED = {"Package": "name", "Version": "version", "Architecture": "architecture"}


def read(host: Host) -> list[Row]:
    """A row for each installed package, by name. Raises Nothing where there is no dpkg."""
    status = host.path("/var/lib/dpkg/status")
    if not status.exists():
        raise Nothing
    with status.open(encoding="utf-8", errors="replace") as lines:
        rows = list(packages(lines))
    return sorted(rows, key=lambda row: (str(row["name"]), str(row.get("architecture", ""))))


def packages(lines: Iterable[str]) -> Iterator[Row]:
    """The installed packages in dpkg's status."""
    row: Row = {}
    installed = False
    for line in lines:
        if line == "\n":
            if installed and "name" in row:
                yield {**row, "source": "dpkg"}
            row, installed = {}, False
        elif line.startswith("Status:"):
            installed = line.split()[-1] in _ON_DISK
        elif (key := line.partition(":")[0]) in _WANTED:
            row[_WANTED[key]] = line.partition(":")[2].strip()
    if installed and "name" in row:
        yield {**row, "source": "dpkg"}

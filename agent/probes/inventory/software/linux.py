"""The programs that are installed, by the package manager's own record: dpkg's, or rpm's; and those
that come beside it, as snaps and flatpaks.

Source: deb-control(5) and dpkg's status file, read line by line, for it is megabytes long; rpm(8).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from agent.linux import bundles
from agent.probe import Host, Nothing
from agent.report import Row

_ON_DISK = {"installed", "triggers-pending", "triggers-awaited", "half-configured", "unpacked"}
"""States of dpkg(1) in which the program is there, if not all of it is set up."""
_FORMAT = "%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{VENDOR}\\t%{INSTALLTIME}\\n"
_PATIENCE = 18.0
_NONE = "(none)"
"""What rpm writes where a package has no such thing; keys to sign with have no architecture."""
_WANTED = {"Package": "name", "Version": "version", "Architecture": "architecture"}


def read(host: Host) -> list[Row]:
    """A row for each installed program, by name. Raises Nothing where nobody keeps any."""
    rows = list(bundles.programs(host))
    try:
        rows += _packages(host)
    except Nothing:
        if not rows:
            raise
    return sorted(rows, key=lambda row: (str(row["name"]), str(row.get("architecture", ""))))


def _packages(host: Host) -> list[Row]:
    """A row for each package. Raises Nothing where there are neither dpkg's nor rpm's."""
    status = host.path("/var/lib/dpkg/status")
    if status.exists():
        with status.open(encoding="utf-8", errors="replace") as lines:
            return list(packages(lines))
    return list(by_rpm(host.outside.run("rpm", "-qa", "--qf", _FORMAT, patience=_PATIENCE)))


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


def by_rpm(said: str) -> Iterator[Row]:
    """The packages in what rpm says by _FORMAT."""
    for line in said.splitlines():
        name, *rest = line.split("\t")
        if len(rest) != 4 or rest[1] == _NONE:
            continue
        version, architecture, vendor, at = rest
        row: Row = {"name": name, "version": version, "architecture": architecture}
        if vendor not in ("", _NONE):
            row["publisher"] = vendor
        if at.isascii() and at.isdigit() and int(at):
            row["installed"] = time.strftime("%Y-%m-%d", time.gmtime(int(at)))
        yield {**row, "source": "rpm"}

"""The disks that smartctl asked, by the names that `disks` and `diskio` have for them.

smartctl names what it opens. Windows has no such files: by smartctl(8) `/dev/sda`, `/dev/hda` and
`/dev/pd0` are PhysicalDrive0, `/dev/sdaa` is PhysicalDrive26. Linux opens the controller of an NVMe
disk (`nvme0`), whose number need not be that of the disk (`nvme1n1`). Where a name tells nothing,
the serial number does.
"""

from __future__ import annotations

import re

from agent.nothing import Nothing
from agent.probe import Host
from agent.report import Row
from agent.smart import reading
from agent.smart.report import Report


def reports(host: Host) -> list[Report]:
    """What each disk told, once a disk, `device` by its name. Raises Nothing where none told."""
    known: list[Row] | None = None
    found: dict[str, Report] = {}
    for one in reading.reports(host):
        told = one.device.removeprefix("/dev/")
        name = _windows(told) if host.outside.system == "windows" else _linux(host, told)
        if not name:
            known = _disks(host) if known is None else known
            name = _of_serial(known, one.serial) or told
        found.setdefault(name, one._replace(device=name))
    return list(found.values())


def _windows(told: str) -> str:
    if match := re.fullmatch(r"pd(\d{1,3})", told):
        return f"PhysicalDrive{int(match[1])}"
    if match := re.fullmatch(r"[sh]d([a-z]?)([a-z])", told):
        high, low = (ord(letter) - ord("a") if letter else -1 for letter in match.groups())
        return f"PhysicalDrive{26 * (high + 1) + low}"
    return ""


def _linux(host: Host, told: str) -> str:
    return told if host.path("/sys/block").joinpath(told.replace("/", "!")).is_dir() else ""


def _of_serial(known: list[Row], serial: str) -> str:
    """The first with that number: an NVMe disk may be several, of one controller."""
    return next((str(row["name"]) for row in known if serial and row.get("serial") == serial), "")


def _disks(host: Host) -> list[Row]:
    from agent.probes.inventory.disks import linux, windows

    try:
        found: list[Row] = (windows if host.outside.system == "windows" else linux).read(host)
    except (Nothing, OSError):
        return []
    return found

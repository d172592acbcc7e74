"""The disks, by their drivers; by WMI where those leave something out (an NVMe's own serial)."""

from __future__ import annotations

from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows import storage
from agent.windows.asking import STORAGE, called, objects
from agent.windows.drives import by_drive, by_driver, by_storage, is_whole
from agent.windows.registry import Values
from agent.windows.text import number, plain

_CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_POOLED = "storage spaces"
"""A disk made of others, which are told themselves."""


def read(host: Host) -> list[Row]:
    """A row for each disk with something in it. Raises Nothing where none tells of any."""
    found = {row["name"]: row for row in map(by_driver, called(host.outside, storage.drives) or [])}
    if not found or not all(map(is_whole, found.values())):
        for row in _by_wmi(host):
            found[row["name"]] = {**found.get(row["name"], {}), **row}
    rows = [row for row in found.values() if row.get("size") and row.get("bus") != _POOLED]
    if not rows:
        raise Nothing
    return _marked(sorted(rows, key=_order), _of_system(host))


def _by_wmi(host: Host) -> list[Row]:
    """The better class last: what it says counts."""
    drives = objects(host.outside, "SELECT * FROM Win32_DiskDrive")
    disks = objects(host.outside, "SELECT * FROM MSFT_PhysicalDisk", STORAGE)
    return [*map(by_drive, drives), *map(by_storage, disks)]


def _order(row: Row) -> int:
    return number(str(row["name"]).removeprefix("PhysicalDrive")) or 0


def _of_system(host: Host) -> set[int]:
    """The numbers of the disks that Windows lies on; none where that is not told."""
    drive = _drive(host.outside.values(_CURRENT))
    if told := called(host.outside, storage.disks_of, drive):
        return set(told)
    disks = objects(host.outside, "SELECT Number, IsBoot FROM MSFT_Disk", STORAGE)
    return {number(one.get("Number")) or 0 for one in disks if one.get("IsBoot")}


def _drive(current: Values) -> str:
    root = plain(current.get("SystemRoot"))
    return root[:2] if root[1:2] == ":" else "C:"


def _marked(rows: list[Row], system: set[int]) -> list[Row]:
    return [{**row, "system": _order(row) in system} for row in rows] if system else rows

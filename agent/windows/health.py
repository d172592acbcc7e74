"""How disks fare by Windows' own word, where there is no smartctl. Pure.

Source: Microsoft Learn, "MSFT_PhysicalDisk" (HealthStatus, OperationalStatus),
"MSFT_StorageReliabilityCounter", "MSStorageDriver_FailurePredictStatus".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Row
from agent.windows.drives import by_drive, by_storage
from agent.windows.text import number, plain, several

_HEALTHY, _UNKNOWN = 0, 5
_TROUBLES = {
    3: "degraded",
    4: "stressed",
    5: "a failure is predicted",
    6: "in error",
    7: "an error it cannot recover from",
    12: "it is not reached",
    13: "it is lost",
    0xD002: "it is not recognised",
    0xD004: "it is split from its pool",
    0xD007: "it can only be read in part",
    0xD00A: "it answers with errors",
}
"""OperationalStatus, where it is none that is well."""


def by_storage_service(
    disks: Iterable[Mapping[str, Any]], counters: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """A row for each MSFT_PhysicalDisk that tells how it fares."""
    counted = {plain(one.get("DeviceId")): one for one in counters}
    return [_row(one, counted.get(plain(one.get("DeviceId")), {})) for one in disks if _tells(one)]


def _tells(disk: Mapping[str, Any]) -> bool:
    return number(disk.get("HealthStatus")) not in (None, _UNKNOWN)


def _row(disk: Mapping[str, Any], counter: Mapping[str, Any]) -> Row:
    row = _named(by_storage(disk))
    row["passed"] = number(disk.get("HealthStatus")) == _HEALTHY
    worn = number(counter.get("Wear"))
    if worn is not None and worn <= 100 and row.get("type") != "hdd":
        row["worn"] = worn // 5 * 5
    unread = number(counter.get("ReadErrorsUncorrected"))
    if unread is not None:
        row["unreadable"] = unread
    said = [number(one) or 0 for one in several(disk.get("OperationalStatus"))]
    if words := "; ".join(_TROUBLES[one] for one in said if one in _TROUBLES):
        row["trouble"] = words
    row.pop("type", None)
    return {**row, "source": "storage"}


def _named(row: Row) -> Row:
    return {name: row[name] for name in ("name", "model", "serial", "type") if name in row}


def by_prediction(
    drives: Iterable[Mapping[str, Any]], predictions: Iterable[Mapping[str, Any]]
) -> list[Row]:
    """A row for each Win32_DiskDrive of which the driver says whether it will fail."""
    known = {_place(one.get("InstanceName")): one for one in predictions}
    rows = []
    for drive in drives:
        told = known.get(plain(drive.get("PNPDeviceID")).casefold(), {}).get("PredictFailure")
        if isinstance(told, bool):
            row = {**_named(by_drive(drive)), "passed": not told, "source": "storage"}
            row.pop("type", None)
            rows.append({**row, **({"trouble": _TROUBLES[5]} if told else {})})
    return rows


def _place(instance: object) -> str:
    """The device's instance, without the number that is put behind it: `…_0`."""
    return plain(instance).casefold().removesuffix("_0")

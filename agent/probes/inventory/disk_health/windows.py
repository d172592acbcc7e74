"""By smartctl, where it is installed; else by what Windows makes of it."""

from __future__ import annotations

from agent.probe import Host, Nothing
from agent.probes.inventory.disk_health import linux
from agent.report import Row
from agent.windows.asking import STORAGE, objects
from agent.windows.health import by_prediction, by_storage_service

_WMI = r"root\wmi"
_PATIENCE = 30.0


def read(host: Host) -> list[Row]:
    """A row for each disk that tells. Raises Nothing where none does."""
    try:
        found = linux.read(host)
    except Nothing:
        found = []
    found = found or _by_storage(host) or _by_prediction(host)
    if not found:
        raise Nothing
    return found


def _by_storage(host: Host) -> list[Row]:
    disks = objects(host.outside, "SELECT * FROM MSFT_PhysicalDisk", STORAGE, _PATIENCE)
    asked = "SELECT * FROM MSFT_StorageReliabilityCounter"
    return by_storage_service(disks, objects(host.outside, asked, STORAGE) if disks else [])


def _by_prediction(host: Host) -> list[Row]:
    asked = "SELECT InstanceName, PredictFailure FROM MSStorageDriver_FailurePredictStatus"
    told = objects(host.outside, asked, _WMI)
    drives = objects(host.outside, "SELECT * FROM Win32_DiskDrive") if told else []
    return by_prediction(drives, told)

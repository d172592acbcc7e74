"""What a report means: how worn a disk is, what it complains of, and the fields that are sampled.

Names and meanings are Telegraf's `smart_device`. Source: smartctl(8), its exit status and the ATA
attributes that it names; NVM Express Base Specification, SMART / Health Information log.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.report import Row
from agent.smart.report import Attribute, Report

REALLOCATED, PENDING, UNCORRECTABLE, CRC = 5, 197, 198, 199
_LIFE_LEFT = (
    *("Percent_Lifetime_Remain", "SSD_Life_Left", "Media_Wearout_Indicator"),
    *("Remaining_Lifetime_Perc", "Percent_Life_Remaining", "Wear_Leveling_Count"),
)
"""Attributes whose normalised value is what is left of 100, the most telling first."""
_EXIT = {
    8: "it says that it is failing",
    16: "an attribute is beyond its limit",
    128: "its last self-test failed",
}
"""Bits of smartctl's exit status that are of the disk now; errors of the past are no trouble."""
_NVME = {
    1: "its spare blocks run out",
    2: "it is too hot",
    4: "it is no longer reliable",
    8: "it can only be read",
    16: "its backup of memory failed",
}
"""Bits of NVMe's critical warning."""


def worn(disk: Report) -> int | None:
    """How much of its life is used up, %, 0 to 100; None where it does not tell."""
    if "percentage_used" in disk.nvme:
        return _percent(disk.nvme["percentage_used"])
    if "scsi_percentage_used_endurance_indicator" in disk.scsi:
        return _percent(disk.scsi["scsi_percentage_used_endurance_indicator"])
    if disk.rotation:
        return None
    named = {one.name: one.value for one in disk.attributes.values()}
    left = next((named[name] for name in _LIFE_LEFT if name in named), None)
    return None if left is None else _percent(100 - left)


def _percent(value: object) -> int | None:
    return max(0, min(100, value)) if isinstance(value, int) else None


def passed(disk: Report) -> bool | None:
    """Whether it says of itself that it is well."""
    warning = disk.nvme.get("critical_warning")
    if isinstance(warning, int) and warning & ~2:  # that it is hot now is no failing
        return False
    return disk.passed


def troubles(disk: Report) -> Iterator[str]:
    """What it complains of, in words."""
    for bit, words in _EXIT.items():
        if disk.exit_status & bit:
            yield words
    warning = disk.nvme.get("critical_warning")
    for bit, words in _NVME.items():
        if isinstance(warning, int) and warning & bit:
            yield words
    yield from (f"{a.name} is {a.value}, limit {a.threshold}" for a in _failing(disk))


def _failing(disk: Report) -> list[Attribute]:
    return [one for one in disk.attributes.values() if one.failing]


def health(disk: Report) -> Row:
    """The facts of `disk_health`, without the disk's name."""
    told = {
        "model": disk.model or None,
        "serial": disk.serial or None,
        "passed": passed(disk),
        "worn": _steps(worn(disk)),
        "reallocated": _raw(disk, REALLOCATED, disk.scsi.get("scsi_grown_defect_list")),
        "unreadable": _raw(disk, PENDING, disk.nvme.get("media_errors")),
        "trouble": "; ".join(dict.fromkeys(troubles(disk))) or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _steps(percent: int | None) -> int | None:
    """In steps of five: a fact that changed each day would be sent each day."""
    return None if percent is None else percent // 5 * 5


def _raw(disk: Report, number: int, other: object) -> int | None:
    if number in disk.attributes:
        return disk.attributes[number].raw
    return other if isinstance(other, int) else None


def sampled(disk: Report) -> Row:
    """The fields of Telegraf's `smart_device`."""
    values = {number: one.value for number, one in disk.attributes.items()}
    told = {
        "exit_status": disk.exit_status,
        "health_ok": passed(disk),
        "temp_c": disk.temperature,
        "power_on_hours": disk.hours,
        "power_cycle_count": disk.cycles,
        "read_error_rate": _raw(disk, 1, None),
        "seek_error_rate": _raw(disk, 7, None),
        "udma_crc_errors": _raw(disk, CRC, None),
        "reallocated_sectors_count": _raw(disk, REALLOCATED, None),
        "pending_sector_count": _raw(disk, PENDING, None),
        "uncorrectable_sector_count": _raw(disk, UNCORRECTABLE, None),
        "wear_leveling_count": values.get(177),
        "percent_lifetime_remain": values.get(202),
        "media_wearout_indicator": values.get(233),
        **{field: disk.nvme.get(key) for field, key in _NVME_FIELDS.items()},
    }
    return {name: value for name, value in told.items() if isinstance(value, int)}


_NVME_FIELDS = {
    "available_spare": "available_spare",
    "available_spare_threshold": "available_spare_threshold",
    "critical_warning": "critical_warning",
    "media_errors": "media_errors",
    "percentage_used": "percentage_used",
    "unsafe_shutdowns": "unsafe_shutdowns",
    "error_log_entries": "num_err_log_entries",
    "warning_temperature_time": "warning_temp_time",
    "critical_temperature_time": "critical_comp_time",
}

"""The counters that disks keep of themselves, as Telegraf's `smart_device`; each hour.

A disk that sleeps is let sleep. Serial numbers are facts (`disk_health`), never tags.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.field import Field
from agent.probe import HOUR, Host, Sample
from agent.probes.smart_disks import reports
from agent.smart.judged import sampled

EVERY = HOUR
DEADLINE = 120.0
TAGS = ("device", "model")
FIELDS = {
    "exit_status": Field("1", "smartctl's exit status, bit by bit", int),
    "health_ok": Field("1", "the disk says that it is well", bool),
    "temp_c": Field("°C", "its temperature", int),
    "power_on_hours": Field("1", "hours it was on in its life", int),
    "power_cycle_count": Field("1", "how often it was switched on", int),
    "read_error_rate": Field("1", "raw rate of errors in reading, the maker's own count", int),
    "seek_error_rate": Field("1", "raw rate of errors in seeking, the maker's own count", int),
    "udma_crc_errors": Field("1", "errors on the cable", int),
    "reallocated_sectors_count": Field("1", "spoilt sectors that others stand in for", int),
    "pending_sector_count": Field("1", "sectors that could not be read", int),
    "uncorrectable_sector_count": Field("1", "sectors given up in a test of all", int),
    "wear_leveling_count": Field("1", "life left by the wear of cells, from 100 down", int),
    "percent_lifetime_remain": Field("1", "life left, from 100 down", int),
    "media_wearout_indicator": Field("1", "life left by the wear of cells, from 100 down", int),
    "available_spare": Field("%", "spare blocks left (NVMe)", int),
    "available_spare_threshold": Field("%", "below it the disk warns (NVMe)", int),
    "critical_warning": Field("1", "warnings, bit by bit (NVMe)", int),
    "media_errors": Field("1", "data that could not be read (NVMe)", int),
    "percentage_used": Field("%", "life used up (NVMe)", int),
    "unsafe_shutdowns": Field("1", "how often it lost power without warning (NVMe)", int),
    "error_log_entries": Field("1", "entries in its log of errors (NVMe)", int),
    "warning_temperature_time": Field("1", "minutes it was too hot (NVMe)", int),
    "critical_temperature_time": Field("1", "minutes it was much too hot (NVMe)", int),
}


def read(host: Host) -> Iterator[Sample]:
    """A row for each disk that tells. Raises Nothing where there is no smartctl."""
    for disk in reports(host):
        yield {"device": disk.device, "model": disk.model}, sampled(disk)

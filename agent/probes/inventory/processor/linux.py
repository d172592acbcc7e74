"""The processor: model, sockets, cores and threads, by the kernel and the firmware."""

from __future__ import annotations

import os
import platform

from agent.linux import cpus, files
from agent.probe import Host
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.processor import processors

_VENDORS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}


def read(host: Host) -> Row:
    """The section. A guest's firmware may offer 128 sockets where its kernel sees one."""
    told = _cpuinfo(host)
    table = firmware.table(host)
    plugged = processors(table) if table else []
    found: dict[str, int | str | None] = {
        "architecture": platform.machine(),
        "threads": os.cpu_count() or 1,
        "cores": cpus.cores(host),
        "model": told.get("model name") or platform.processor(),
        "vendor": _VENDORS.get(told.get("vendor_id", ""), told.get("vendor_id")),
        "sockets": cpus.sockets(host) or len(plugged),
        "max_mhz": _highest(host) or max((_mhz(one) for one in plugged), default=0),
    }
    return {name: value for name, value in found.items() if value}


def _cpuinfo(host: Host) -> dict[str, str]:
    """The first processor's lines of /proc/cpuinfo."""
    try:
        return files.table(host.path("/proc/cpuinfo"))
    except OSError:
        return {}


def _highest(host: Host) -> int:
    """MHz, by the kernel's frequency scaling; 0 where it has none (guests)."""
    kilohertz = host.path("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")
    return (files.number(kilohertz) or 0) // 1000


def _mhz(plugged: Row) -> int:
    """The clock the firmware set it to: `max_mhz` there is the socket's, not the processor's."""
    return int(plugged.get("mhz", 0))

"""The processor: model, sockets, cores and threads, by the kernel and the firmware."""

from __future__ import annotations

import platform

import psutil

from agent.field import Field
from agent.probe import HOUR, Host
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.processor import processors

EVERY = HOUR
FACTS = {
    "model": Field("1", "the maker's name for the model", str),
    "vendor": Field("1", "who made it", str),
    "architecture": Field("1", "its instruction set", str),
    "sockets": Field("1", "processors that are plugged in", int),
    "cores": Field("1", "cores of all of them", int),
    "threads": Field("1", "threads of all of them", int),
    "max_mhz": Field("MHz", "the highest clock", int),
}
_VENDORS = {"GenuineIntel": "Intel", "AuthenticAMD": "AMD"}


def read(host: Host) -> Row:
    """The section."""
    told = _cpuinfo(host)
    found: Row = {"architecture": platform.machine(), "threads": psutil.cpu_count() or 1}
    if cores := psutil.cpu_count(logical=False):
        found["cores"] = cores
    if model := told.get("model name") or platform.processor():
        found["model"] = model
    if vendor := told.get("vendor_id"):
        found["vendor"] = _VENDORS.get(vendor, vendor)
    return {**found, **_by_firmware(host)}


def _cpuinfo(host: Host) -> dict[str, str]:
    """The first processor's lines of /proc/cpuinfo."""
    try:
        text = host.path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.partition("\n\n")[0].splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _by_firmware(host: Host) -> Row:
    table = firmware.table(host)
    sockets = processors(table) if table else []
    found: Row = {"sockets": len(sockets)} if sockets else {}
    speeds = [s["max_mhz"] for s in sockets if "max_mhz" in s]
    if speeds:
        found["max_mhz"] = max(int(speed) for speed in speeds)
    return found

"""Temperatures, as Telegraf's `temp` names them: `coretemp_core_0_input`.

Source: the kernel's Documentation/hwmon/sysfs-interface.rst; thermal zones where there is no hwmon.
Windows has no such files: there the disks' own temperatures are in `smart_device`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.linux.files import line, number
from agent.probe import SAMPLE, Host, Nothing, Sample

EVERY = SAMPLE
TAGS = ("sensor",)
FIELDS = {"temp": Field("°C", "temperature")}
_LEAST, _MOST = -40.0, 150.0
"""°C: what a sensor says beyond, it is not connected to anything."""


def read(host: Host) -> Iterator[Sample]:
    """A row for each sensor that works. Raises Nothing where there is none."""
    if "files" not in host.kept:  # they stay, and finding them costs
        host.kept["files"] = dict(_hwmon(host)) or dict(_zones(host))
    if not host.kept["files"]:
        raise Nothing
    for sensor, file in host.kept["files"].items():
        told = number(file)
        if told and _LEAST < told / 1000 < _MOST:  # 0 is what stands where nothing was measured
            yield {"sensor": sensor}, {"temp": told / 1000}


def _hwmon(host: Host) -> Iterator[tuple[str, Path]]:
    for folder in sorted(host.path("/sys/class/hwmon").glob("hwmon*")):
        name = line(folder / "name") or folder.name
        for file in sorted(folder.glob("temp*_input")):
            place = file.name.removesuffix("_input")
            label = line(folder / f"{place}_label") or place
            yield f"{name}_{'_'.join(label.lower().split())}_input", file


def _zones(host: Host) -> Iterator[tuple[str, Path]]:
    for folder in sorted(host.path("/sys/class/thermal").glob("thermal_zone*")):
        yield f"{line(folder / 'type') or folder.name}_input", folder / "temp"

"""By the kernel's graphics: a folder for each connector. Source: drm-kms, sysfs."""

from __future__ import annotations

from agent.edid import monitor, parse
from agent.linux.files import line, raw
from agent.probe import Host, Nothing
from agent.report import Row


def read(host: Host) -> list[Row]:
    """A row for each connector with a monitor. Raises Nothing where there is no graphics."""
    drm = host.path("/sys/class/drm")
    if not drm.exists():
        raise Nothing
    rows = []
    for folder in sorted(drm.glob("card*-*")):
        edid = parse(raw(folder / "edid")) if line(folder / "status") == "connected" else None
        if edid is not None:
            rows.append({"port": folder.name.partition("-")[2], **monitor(edid)})
    return rows

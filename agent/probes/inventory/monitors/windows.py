"""The monitors, by the EDID that Windows keeps of each."""

from __future__ import annotations

from agent.edid import monitor, parse
from agent.probe import Host
from agent.report import Row
from agent.windows import devices


def read(host: Host) -> list[Row]:
    """A row for each that is there now and tells its EDID: a screen of a guest has none."""
    rows = []
    for name in devices.present(host.outside, "DISPLAY"):
        told = host.outside.values(rf"{devices.ENUM}\{name}\Device Parameters").get("EDID")
        edid = parse(told) if isinstance(told, bytes) else None
        if edid is not None:
            rows.append({"port": name.rpartition("\\")[2], **monitor(edid)})
    return sorted(rows, key=lambda row: str(row["port"]))

"""By the kernel; the day it was made by the firmware, where that has one battery too."""

from __future__ import annotations

from pathlib import Path

from agent.linux.files import line, number
from agent.linux.supplies import energy, supplies
from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.fillers import is_value
from agent.smbios.power import batteries

_CHEMISTRY = {"Li-poly": "Li-poly", "LiP": "Li-poly", "LION": "Li-ion", "LIon": "Li-ion"}


def read(host: Host) -> list[Row]:
    """A row for each battery. Raises Nothing where there is none."""
    found = supplies(host).batteries
    if not found:
        raise Nothing
    table = firmware.table(host)
    known = batteries(table) if table else []
    made = known[0].get("made") if len(known) == len(found) == 1 else None
    return [{**_battery(place), **({"made": made} if made else {})} for place in found]


def _battery(place: Path) -> Row:
    chemistry = line(place / "technology")
    design, full = energy(place, "full_design"), energy(place, "full")
    told = {
        "vendor": line(place / "manufacturer"),
        "model": line(place / "model_name"),
        "serial": line(place / "serial_number"),
        "chemistry": _CHEMISTRY.get(chemistry, chemistry),
        "design": design,
        "full": full,
        "health": min(100, 100 * full // design) if full and design else None,
        "cycles": number(place / "cycle_count"),
    }
    row: Row = {"name": place.name}
    row.update({k: v for k, v in told.items() if v and (isinstance(v, int) or is_value(v))})
    return row

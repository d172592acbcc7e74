"""Where the firmware's SMBIOS tables are."""

from __future__ import annotations

from agent.probe import Host
from agent.smbios.table import Table, parse

_TABLES = "/sys/firmware/dmi/tables"


def table(host: Host) -> Table | None:
    """This machine's tables; None where there are none to read (or only for root)."""
    try:
        entry = host.path(f"{_TABLES}/smbios_entry_point").read_bytes()
        raw = host.path(f"{_TABLES}/DMI").read_bytes()
    except OSError:
        return None
    found = parse(entry, raw)
    return found if found.structures else None

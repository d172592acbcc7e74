"""Where the firmware's SMBIOS tables are: in files on Linux, by a call on Windows."""

from __future__ import annotations

from agent.probe import Host
from agent.smbios.table import Table, parse, parse_raw

_TABLES = "/sys/firmware/dmi/tables"


def table(host: Host) -> Table | None:
    """This machine's tables; None where there are none to read (or only for root)."""
    try:
        found = _of_windows(host) if host.outside.system == "windows" else _of_linux(host)
    except OSError:
        return None
    return found if found.structures else None


def _of_linux(host: Host) -> Table:
    entry = host.path(f"{_TABLES}/smbios_entry_point").read_bytes()
    return parse(entry, host.path(f"{_TABLES}/DMI").read_bytes())


def _of_windows(host: Host) -> Table:
    from agent.windows import firmware_table

    return parse_raw(host.outside.call(firmware_table.raw))

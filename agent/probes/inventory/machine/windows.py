"""Who the machine is: by the firmware's tables, and what the registry keeps of them."""

from __future__ import annotations

from agent.linux.guest import by_vendor
from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.fillers import is_value
from agent.smbios.machine import date, machine
from agent.windows.registry import Values
from agent.windows.text import plain

_BIOS = r"HKLM\HARDWARE\DESCRIPTION\System\BIOS"
_NAMES = {
    "vendor": "SystemManufacturer",
    "model": "SystemProductName",
    "version": "SystemVersion",
    "sku": "SystemSKU",
    "family": "SystemFamily",
    "board_vendor": "BaseBoardManufacturer",
    "board_model": "BaseBoardProduct",
    "board_version": "BaseBoardVersion",
    "bios_vendor": "BIOSVendor",
    "bios_version": "BIOSVersion",
}


def read(host: Host) -> Row:
    """The section. Raises Nothing where the machine says nothing of itself."""
    found = by_registry(host.outside.values(_BIOS))
    if table := firmware.table(host):
        found |= machine(table)
    if guest := by_vendor(found):
        found["virtual"] = guest
    if not found:
        raise Nothing
    return found


def by_registry(values: Values) -> Row:
    """What Windows wrote down of the tables when it started; no serial numbers."""
    found: Row = {n: text for n, v in _NAMES.items() if is_value(text := plain(values.get(v)))}
    day = date(plain(values.get("BIOSReleaseDate")))
    return {**found, "bios_date": day} if day else found

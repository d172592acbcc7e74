"""Who the machine is, by its firmware: vendor, model, serial, board, BIOS, chassis, or guest.

The SMBIOS tables tell all of it, to root; /sys/class/dmi/id fills in what they leave out, and
tells most of it to anybody.
"""

from __future__ import annotations

from agent.linux import guest as guests
from agent.linux.files import line, number
from agent.probe import Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.fillers import is_value
from agent.smbios.machine import CHASSIS, date, machine

_FILES = {
    "vendor": "sys_vendor",
    "model": "product_name",
    "version": "product_version",
    "serial": "product_serial",
    "uuid": "product_uuid",
    "sku": "product_sku",
    "family": "product_family",
    "board_vendor": "board_vendor",
    "board_model": "board_name",
    "board_version": "board_version",
    "board_serial": "board_serial",
    "bios_vendor": "bios_vendor",
    "bios_version": "bios_version",
    "chassis_serial": "chassis_serial",
    "asset_tag": "chassis_asset_tag",
}


def read(host: Host) -> Row:
    """The section. Raises Nothing where the machine says nothing of itself."""
    found = _by_sysfs(host)
    if table := firmware.table(host):
        found |= machine(table)
    if guest := guests.guest(host, found):
        found["virtual"] = guest
    if not found:
        raise Nothing
    return found


def _by_sysfs(host: Host) -> Row:
    """What the kernel tells of it; serial numbers to root alone."""
    folder = host.path("/sys/class/dmi/id")
    found: Row = {n: text for n, file in _FILES.items() if is_value(text := line(folder / file))}
    if day := date(line(folder / "bios_date")):
        found["bios_date"] = day
    kind = CHASSIS.get((number(folder / "chassis_type") or 0) & 0x7F)
    return {**found, "chassis": kind} if kind else found

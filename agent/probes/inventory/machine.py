"""Who the machine is, by its firmware: vendor, model, serial, board, BIOS, chassis, or guest.

The SMBIOS tables tell all of it, to root; /sys/class/dmi/id fills in what they leave out, and
tells most of it to anybody.
"""

from __future__ import annotations

from agent.field import Field
from agent.linux import guest as guests
from agent.linux.files import line, number
from agent.probe import HOUR, Host, Nothing
from agent.report import Row
from agent.smbios import firmware
from agent.smbios.fillers import is_value
from agent.smbios.machine import CHASSIS, date, machine

EVERY = HOUR
FACTS = {
    "vendor": Field("1", "who made it", str),
    "model": Field("1", "the maker's name for the model", str),
    "version": Field("1", "the maker's version of the model", str),
    "serial": Field("1", "the maker's serial number", str),
    "uuid": Field("1", "the firmware's unique id", str),
    "sku": Field("1", "the maker's order number", str),
    "family": Field("1", "the maker's family of models", str),
    "board_vendor": Field("1", "who made the main board", str),
    "board_model": Field("1", "the main board's model", str),
    "board_version": Field("1", "the main board's version", str),
    "board_serial": Field("1", "the main board's serial number", str),
    "bios_vendor": Field("1", "who made the firmware", str),
    "bios_version": Field("1", "the firmware's version", str),
    "bios_date": Field("date", "the firmware's date", str),
    "chassis": Field("1", "its form: desktop, laptop, all_in_one, server …", str),
    "chassis_serial": Field("1", "the case's serial number", str),
    "asset_tag": Field("1", "the asset tag written into the firmware", str),
    "virtual": Field("1", "the hypervisor or container it runs in; absent on real hardware", str),
}
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

"""Who the machine is, by its firmware: vendor, model, serial, board, BIOS, chassis, or guest."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

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

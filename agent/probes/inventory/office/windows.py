"""Office programs: Microsoft's by its settings and licences, others by their uninstallers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows.asking import objects, query
from agent.windows.licences import OFFICE, products
from agent.windows.office import click_to_run, registered, unnamed
from agent.windows.registry import Values
from agent.windows.text import first, plain
from agent.windows.uninstall import KEY, program

_OFFICE = r"HKLM\SOFTWARE\Microsoft\Office"
_SETTINGS = rf"{_OFFICE}\ClickToRun\Configuration"
_VERSION = re.compile(r"\d{1,2}\.0")
_OTHERS = re.compile(r"LibreOffice|OpenOffice|WPS Office|ONLYOFFICE|SoftMaker|FreeOffice|Kingsoft")
_OF_2010 = "OfficeSoftwareProtectionProduct"
"""The class of Office's own record of licences, before Windows 8."""


def read(host: Host) -> list[Row]:
    """A row for each. Raises Nothing where there is none."""
    outside = host.outside
    own = list(_registrations(outside))
    settings = outside.values(_SETTINGS) or outside.values(_SETTINGS, wide=32)
    licences = _licences(outside) if own or settings else []
    rows = click_to_run(settings, _names(outside), licences) if settings else []
    for version, wide, keys in own:
        rows += registered(_whole(outside, version, wide), keys, wide, licences)
    rows += unnamed(licences, rows, _titles(own))
    rows += _others(outside)
    if not rows:
        raise Nothing
    return list({str(row): row for row in rows}.values())


def _licences(outside: Outside) -> list[dict[str, Any]]:
    found = [one for application in OFFICE for one in products(outside, application)]
    if found:
        return found
    names = ("ID", "Name", "Description", "LicenseFamily", "LicenseStatus", "PartialProductKey")
    return objects(outside, query(_OF_2010, names, "PartialProductKey IS NOT NULL"))


def _registrations(outside: Outside) -> Iterator[tuple[str, int, dict[str, Values]]]:
    """(version, view, keys) of each Office that Windows Installer registered products of."""
    for wide in (64, 32):
        for version in outside.keys(_OFFICE, wide=wide):
            place = rf"{_OFFICE}\{version}\Registration"
            guids = outside.keys(place, wide=wide) if _VERSION.fullmatch(version) else []
            if guids:
                keys = {guid: outside.values(rf"{place}\{guid}", wide=wide) for guid in guids}
                yield version, wide, keys


def _whole(outside: Outside, version: str, wide: int) -> str:
    """`16.0.4266.1001`, where Office wrote it down; else `16.0`."""
    place = rf"{_OFFICE}\{version}\Common\ProductVersion"
    return first(outside.values(place, wide=wide), "LastProduct") or version


def _titles(own: list[tuple[str, int, dict[str, Values]]]) -> dict[str, str]:
    """The names of products by their ID in the record of licences."""
    both = ((guid, plain(v.get("ProductName"))) for _, _, keys in own for guid, v in keys.items())
    return {guid.strip("{}").casefold(): name for guid, name in both if name}


def _names(outside: Outside) -> dict[str, str]:
    """What the programs are called that can be uninstalled, by their key."""
    return {
        name: plain(outside.values(rf"HKLM\{KEY}\{name}", wide=wide).get("DisplayName"))
        for wide in (64, 32)
        for name in outside.keys(rf"HKLM\{KEY}", wide=wide)
    }


def _others(outside: Outside) -> Iterator[Row]:
    for wide in (64, 32):
        for name in outside.keys(rf"HKLM\{KEY}", wide=wide):
            values = outside.values(rf"HKLM\{KEY}\{name}", wide=wide)
            row = program(name, values, time.time())
            if row and _OTHERS.match(str(row["name"])):
                yield {key: row[key] for key in ("name", "version") if key in row}

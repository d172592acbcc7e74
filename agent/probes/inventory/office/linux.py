"""Office programs, by their packages, snaps and flatpaks; none of them needs a licence."""

from __future__ import annotations

from agent.probe import Host, Nothing
from agent.probes.inventory.software.linux import read as programs
from agent.report import Row

_PACKAGES = {
    "libreoffice-core": "LibreOffice",
    "libreoffice": "LibreOffice",
    "onlyoffice-desktopeditors": "ONLYOFFICE",
    "wps-office": "WPS Office",
    "org.libreoffice.LibreOffice": "LibreOffice",
    "org.onlyoffice.desktopeditors": "ONLYOFFICE",
    "com.wps.Office": "WPS Office",
}


def read(host: Host) -> list[Row]:
    """A row for each. Raises Nothing where there is none."""
    found: dict[str, Row] = {}
    for row in programs(host):
        name = _PACKAGES.get(str(row["name"]))
        if name:
            found.setdefault(name, _program(name, row))
    if not found:
        raise Nothing
    return list(found.values())


def _program(name: str, row: Row) -> Row:
    told: Row = {"name": name}
    told.update({key: row[key] for key in ("version", "architecture") if key in row})
    return told

"""Programs that bring all they need beside the system's own packages: snaps and flatpaks.

Source: snapcraft.io, "The system /snap directory" and "The snap format"; flatpak's wiki,
"Filesystem"; AppStream's specification, 2.1.4 `releases` (the newest stands first). What users
installed for themselves alone lies in their homes, and is not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from agent.probe import Host
from agent.report import Row

_SNAPS = ("/snap", "/var/lib/snapd/snap")
_FLATPAKS = "/var/lib/flatpak/app"
_VERSION = re.compile(r"^version:\s*(.+?)\s*$", re.MULTILINE)
_RELEASE = re.compile(r"<release\b[^>]*?\bversion=[\"']([^\"']+)", re.DOTALL)
_METAINFO = ("metainfo/{}.metainfo.xml", "metainfo/{}.appdata.xml", "appdata/{}.appdata.xml")
_MOST = 1 << 20
"""Characters of a file that are read: they tell all languages' changes of all releases."""


def programs(host: Host) -> Iterator[Row]:
    """A row for each that is in use, of the two kinds."""
    places = [host.path(place) for place in _SNAPS]
    yield from _snaps(next((place for place in places if place.is_dir()), places[0]))
    yield from _flatpaks(host.path(_FLATPAKS))


def _snaps(place: Path) -> Iterator[Row]:
    """By what is mounted; one that is switched off has no current revision."""
    for folder in _folders(place):
        text = _text(folder / "current" / "meta" / "snap.yaml")
        if text:
            version = _VERSION.search(text)
            yield _row(folder.name, version[1].strip("'\"") if version else "", "snap")


def _flatpaks(place: Path) -> Iterator[Row]:
    for folder in _folders(place):
        used = folder / "current" / "active"
        if used.is_dir():
            kinds = (used / "files/share" / kind.format(folder.name) for kind in _METAINFO)
            release = _RELEASE.search(next(filter(None, map(_text, kinds)), ""))
            row = _row(folder.name, release[1] if release else "", "flatpak")
            yield {**row, "architecture": used.resolve().parts[-3]}


def _row(name: str, version: str, source: str) -> Row:
    return {"name": name, **({"version": version} if version else {}), "source": source}


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(place.iterdir())
    except OSError:
        return []


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            return stream.read(_MOST)
    except OSError:
        return ""

"""Asking the disks, once for all probes of a child: a disk is woken by no one, and asked by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.outside import Outside
from agent.probe import Host
from agent.smart import text
from agent.smart.report import Report, report

LEFT = "/run/mkaguzi-smart"
"""Where a helper with the right to open disks leaves its reports, a file a disk: on Linux the agent
itself has none."""
_ANY = tuple(range(256))
"""smartctl's exit status tells of the disk, bit by bit, and of whether it could be asked."""
_MOST = 64
_EACH = 15.0


def reports(host: Host) -> list[Report]:
    """What each disk told that tells anything. Raises Nothing where none can be asked."""
    return list(_reports(host.root, host.path(LEFT), host.outside))


@lru_cache(maxsize=1)
def _reports(_root: Path, left: Path, outside: Outside) -> tuple[Report, ...]:
    found = _left(left) if left.is_dir() else _asked(outside)
    return tuple(one for one in found if one is not None and one.told)


def _left(folder: Path) -> Iterator[Report | None]:
    for file in sorted(folder.glob("*.json"))[:_MOST]:
        yield report(_object(file.read_text(encoding="utf-8", errors="replace")))


def _asked(outside: Outside) -> Iterator[Report | None]:
    listed = _object(outside.run("smartctl", "--scan", "--json", fails=_ANY))
    if "smartctl" not in listed:
        yield from _asked_of_old(outside)
    for device in listed.get("devices", [])[:_MOST]:
        words = ("-a", "-n", "standby", "-d", str(device["type"]), str(device["name"]))
        said = outside.run("smartctl", "--json", *words, patience=_EACH, fails=_ANY)
        yield report(_object(said))


def _asked_of_old(outside: Outside) -> Iterator[Report | None]:
    """A version that knows no JSON. It lists `/dev/sda -d scsi # …`, a disk a line."""
    for line in outside.run("smartctl", "--scan", fails=_ANY).splitlines()[:_MOST]:
        device, *words = line.partition("#")[0].split()
        said = outside.run(
            "smartctl", "-i", "-H", "-n", "standby", *words, device, patience=_EACH, fails=_ANY
        )
        yield text.report(device, said)


def _object(said: str) -> dict[str, Any]:
    try:
        thing = json.loads(said)
    except ValueError:
        return {}
    return thing if isinstance(thing, dict) else {}

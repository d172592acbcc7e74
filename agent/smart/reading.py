"""Asking the disks, once for all probes of a child: a disk is woken by no one, and asked by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from agent.nothing import Nothing
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
    """What each disk told that tells anything. Raises Nothing where none does."""
    found = _reports(host.root, host.path(LEFT), host.outside)
    if not found:
        raise Nothing
    return list(found)


@lru_cache(maxsize=1)
def _reports(_root: Path, left: Path, outside: Outside) -> tuple[Report, ...]:
    found = _left(left) if any(_files(left)) else _asked(outside)
    return tuple(one for one in found if one is not None and one.told)


def _left(folder: Path) -> Iterator[Report | None]:
    for file in _files(folder):
        yield report(_object(file.read_text(encoding="utf-8", errors="replace")))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.json"))[:_MOST]


def _asked(outside: Outside) -> Iterator[Report | None]:
    found = _listed(outside)
    if "smartctl" not in found:
        yield from _asked_of_old(outside)
    for device in _devices(found):
        yield report(ask(outside, device))


def devices(outside: Outside) -> list[dict[str, Any]]:
    """The disks that smartctl knows to ask. Raises Nothing where there is no smartctl."""
    return _devices(_listed(outside))


def ask(outside: Outside, device: dict[str, Any]) -> dict[str, Any]:
    """All that one of them says; one that sleeps is not woken. Raises OSError, TimeoutError."""
    words = ("-a", "-n", "standby", "-d", str(device["type"]), str(device["name"]))
    return _object(outside.run("smartctl", "--json", *words, patience=_EACH, fails=_ANY))


def _listed(outside: Outside) -> dict[str, Any]:
    return _object(outside.run("smartctl", "--scan", "--json", fails=_ANY))


def _devices(found: dict[str, Any]) -> list[dict[str, Any]]:
    return list(found.get("devices", [])[:_MOST])


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

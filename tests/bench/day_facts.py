"""The facts of each simulated PC, and which of them change from day to day and boot to boot.

What changes on a quiet PC: when it started, the day's signatures and updates; seldom a program.
"""

from __future__ import annotations

import random
from typing import Any

from agent.grid import Reading
from agent.inventory.inventory import Inventory
from agent.report import Clock, Facts
from agent.sections import section
from tests.bench.day_machine import Recorded

HOUR = 3600.0
_LATER = 300.0
"""Seconds after a start until what is heavy is read, as in `agent.inventory.due`."""
_PROGRAMS = 200
"""Programs of an office's PC, taken from those of this machine."""
_RENEWED = 0.05
"""Share of the PCs on which a program is renewed in a day: then all are told."""


class Told(Inventory):
    """The inventory of one PC in one boot; `look` brings what a reading at that time finds."""

    def __init__(self, number: int, recorded: Recorded, booted: Clock, changed: int) -> None:
        """`changed`: grows by one with each day: what changes daily is another then."""
        super().__init__(lambda: booted)
        self._facts = facts(number, recorded, booted, changed)
        self._since = booted.mono
        self._told = False
        self._next_disk = booted.mono
        self._number = number
        self._waiting = [name for name in ("updates", "software") if name in self._facts]

    def due(self) -> float:
        """When there is more to be found (monotonic s)."""
        return min(self._next_disk, self._since + _LATER if self._waiting else self._next_disk)

    def look(self, known: dict[str, str], *, idle: bool = True) -> None:
        """Nothing is read in the background here: see `read_at`."""

    def read_at(self, mono: float, known: dict[str, str]) -> None:
        """What is found at that time (monotonic s), but for the sections known by their hash."""
        heavy = self._waiting if mono >= self._since + _LATER else []
        light = [] if self._told else [n for n in self._facts if n not in self._waiting]
        self._told = True
        for name in [*light, *heavy]:
            one = section(self._facts[name])
            if known.get(name) != one.hash:
                self._found.sections[name] = one
        self._waiting = [] if heavy else self._waiting
        if mono >= self._next_disk:
            self._next_disk = mono + HOUR
            self._found.readings.append(_disk(self._number, mono))


def _disk(number: int, mono: float) -> Reading:
    """An SSD's hourly row, as smartctl tells it."""
    chance = random.Random(number * 1000 + int(mono / HOUR))
    values = {"exit_status": 0, "health_ok": True, "temp_c": chance.randrange(28, 45)}
    counts = {"power_on_hours": 4000 + number, "power_cycle_count": 900 + number}
    still = ("udma_crc_errors", "reallocated_sectors_count", "pending_sector_count")
    return Reading(
        "smart_device",
        {"device": "sda", "model": "KINGSTON SA400S37240G"},
        {**values, **counts, **dict.fromkeys(still, 0), "wear_leveling_count": 97},
    )


def facts(number: int, recorded: Recorded, booted: Clock, changed: int) -> Facts:
    """All facts of a PC of its own: its marks, its choice of programs, its day."""
    chance = random.Random(number)
    mark = f"{chance.getrandbits(128):032x}"
    made: dict[str, Any] = dict(recorded.facts)
    made["machine"] = {"chassis": "desktop", "serial": f"S{mark[:9]}", "uuid": mark}
    made["machine"] |= {"vendor": "Hewlett-Packard", "model": "HP ProDesk 400 G3 SFF"}
    known = {"hostname": f"pc-{number:03}", "machine_id": mark}
    made["os"] = {**_row(made, "os"), **known, "booted": int(booted.wall), "boot_id": booted.boot}
    made["disks"] = [{"name": "sda", "serial": f"D{mark[9:20]}", "size": 240 << 30, "system": True}]
    mac = {
        "name": "eth0",
        "mac": f"3cecef{mark[:6]}",
        "ipv4": f"10.9.{number >> 8}.{number & 255}/16",
    }
    made["interfaces"] = [{**mac, "up": True, "virtual": False}]
    made["starts"] = {"starts": 22 + int(booted.wall) % 7, "unclean": 2}
    made["updates"] = {**_row(made, "updates"), "checked": 1_795_809_449 + changed * 86_400}
    version = f"1.403.{changed}.0"
    made["antivirus"] = [{"name": "Windows Defender", "vendor": "Microsoft", "active": True}]
    made["antivirus"][0] |= {"signatures_version": version, "signatures": changed * 86_400}
    made["software"] = _programs(made.get("software", []), chance, number, changed)
    return made


def _programs(all_of_them: Any, chance: random.Random, number: int, changed: int) -> Any:
    chosen = chance.sample(all_of_them, min(_PROGRAMS, len(all_of_them)))
    chosen = sorted(chosen, key=lambda row: str(row["name"]))
    if changed and random.Random(number * 31 + changed).random() < _RENEWED:
        chosen[0] = {**chosen[0], "version": f"9.{changed}"}
    return chosen


def _row(made: dict[str, Any], name: str) -> dict[str, Any]:
    found = made.get(name)
    return found if isinstance(found, dict) else {}

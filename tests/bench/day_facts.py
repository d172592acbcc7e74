"""The facts of each simulated PC, and which of them change from day to day and boot to boot.

What changes on a quiet PC: when it started, the day's signatures and updates; seldom a program.
"""

from __future__ import annotations

import random
from typing import Any

from agent.grid import Reading
from agent.inventory.inventory import Inventory
from agent.report import Clock, Facts, Row
from agent.sections import section
from tests.bench.day_machine import Recorded

HOUR = 3600.0
_DAY_ONE = 1_795_809_449
"""When updates were looked for and signatures made, UTC s; a day later each day."""
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
    """All facts of a PC: those of this machine, its own marks, its choice of programs, its day."""
    mark = f"{random.Random(number).getrandbits(128):032x}"
    return {
        **recorded.facts,
        **_marks(number, mark),
        "os": {**_row(recorded, "os"), **_system(number, mark, booted)},
        "starts": {"starts": 22 + int(booted.wall) % 7, "unclean": 2},
        "updates": {**_row(recorded, "updates"), "checked": _DAY_ONE + changed * 86_400},
        "antivirus": [_antivirus(changed)],
        "software": _programs(recorded.facts.get("software", []), number, changed),
    }


def _marks(number: int, mark: str) -> Facts:
    """What tells it from another of its kind."""
    made_by: Row = {"vendor": "Hewlett-Packard", "model": "HP ProDesk 400 G3 SFF"}
    address = f"10.9.{number >> 8}.{number & 255}/16"
    card: Row = {"name": "eth0", "mac": f"3cecef{mark[:6]}", "ipv4": address, "up": True}
    return {
        "machine": {**made_by, "chassis": "desktop", "serial": f"S{mark[:9]}", "uuid": mark},
        "disks": [{"name": "sda", "serial": f"D{mark[9:20]}", "size": 240 << 30, "system": True}],
        "interfaces": [{**card, "virtual": False}],
    }


def _system(number: int, mark: str, booted: Clock) -> Row:
    start: Row = {"booted": int(booted.wall), "boot_id": booted.boot}
    return {**start, "hostname": f"pc-{number:03}", "machine_id": mark}


def _antivirus(changed: int) -> Row:
    told: Row = {"name": "Windows Defender", "vendor": "Microsoft", "on": True, "up_to_date": True}
    made = _DAY_ONE + changed * 86_400
    return {**told, "signatures_version": f"1.403.{changed}.0", "signatures": made}


def _programs(all_of_them: Any, number: int, changed: int) -> Any:
    chosen = random.Random(number).sample(all_of_them, min(_PROGRAMS, len(all_of_them)))
    chosen = sorted(chosen, key=lambda row: str(row["name"]))
    if chosen and changed and random.Random(number * 31 + changed).random() < _RENEWED:
        chosen[0] = {**chosen[0], "version": f"9.{changed}"}
    return chosen


def _row(recorded: Recorded, name: str) -> Row:
    """This machine's own section, where it has one."""
    found: Any = recorded.facts.get(name)
    return found if isinstance(found, dict) else {}

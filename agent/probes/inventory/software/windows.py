"""The programs that are installed, by the registry: of all users, of each, and of the Store."""

from __future__ import annotations

import time
from collections.abc import Iterator

from agent.outside import Outside
from agent.probe import Host
from agent.report import Row
from agent.windows.sql_server import editions, named
from agent.windows.text import first
from agent.windows.uninstall import KEY, package, program
from agent.windows.users import hives

_ENVIRONMENT = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_STORE = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore"
_WIDE = {"AMD64": "x64", "ARM64": "arm64"}


def read(host: Host) -> list[Row]:
    """A row for each, by name. A program that is listed twice is one."""
    now = time.time()
    found = [*_of_all(host.outside, now), *_of_users(host.outside, now), *_of_store(host.outside)]
    rows = {tuple(sorted(row.items())): row for row in found}
    return sorted(rows.values(), key=_order)


def _order(row: Row) -> tuple[str, str, str]:
    return (str(row["name"]), str(row.get("architecture", "")), str(row.get("version", "")))


def _of_all(outside: Outside, now: float) -> Iterator[Row]:
    """On Windows of 32 bits there is one list alone, which both views show."""
    machine = first(outside.values(_ENVIRONMENT), "PROCESSOR_ARCHITECTURE")
    views = {64: _WIDE[machine], 32: "x86"} if machine in _WIDE else {64: "x86"}
    for wide, architecture in views.items():
        known = editions(outside, wide)
        for row in _listed(outside, rf"HKLM\{KEY}", now, wide):
            yield {**named(row, known), "architecture": architecture, "source": "registry"}


def _of_users(outside: Outside, now: float) -> Iterator[Row]:
    for hive in hives(outside):
        for row in _listed(outside, rf"{hive}\{KEY}", now):
            yield {**row, "source": "user"}


def _of_store(outside: Outside) -> Iterator[Row]:
    """By the list of each user that the system keeps."""
    for user in outside.keys(_STORE):
        if user.startswith("S-1-"):
            names = outside.keys(rf"{_STORE}\{user}")
            yield from (row for name in names if (row := package(name)))


def _listed(outside: Outside, key: str, now: float, wide: int = 64) -> Iterator[Row]:
    for name in outside.keys(key, wide=wide):
        if row := program(name, outside.values(rf"{key}\{name}", wide=wide), now):
            yield row

"""The network interfaces: permanent MAC, addresses, speed, real or virtual."""

from __future__ import annotations

from pathlib import Path

from agent.linux.files import line
from agent.probe import Host
from agent.probes.addressed import addressed, by_name
from agent.probes.samples.net import speed, stays
from agent.report import Row


def read(host: Host) -> list[Row]:
    """A row for each interface that stays."""
    return [
        {**addressed(name, addresses), **_state(host, name)}
        for name, addresses in sorted(by_name().items())
        if stays(name)
    ]


def _state(host: Host, name: str) -> Row:
    folder = host.path("/sys/class/net") / name
    row: Row = {"up": line(folder / "operstate") in ("up", "unknown")}
    if (told := speed(host, name)) > 0:
        row["speed"] = told
    if driver := _driver(folder):
        row["driver"] = driver
    if folder.exists():
        row["virtual"] = not (folder / "device").exists()
    return row


def _driver(folder: Path) -> str:
    driver = folder / "device" / "driver"
    return driver.resolve().name if driver.exists() else ""

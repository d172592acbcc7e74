"""The network interfaces: permanent MAC, addresses, speed, real or virtual."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import psutil

from agent.linux.files import line
from agent.linux.permanent import permanent_mac
from agent.probe import Host
from agent.probes.samples.net import believed, speed, stays
from agent.report import Row

_MOST = 32
"""Addresses of one interface and kind that are told: a host of containers has hundreds."""


def read(host: Host) -> list[Row]:
    """A row for each interface that stays."""
    sysfs = host.path("/sys/class/net").exists()
    stats = {} if sysfs else psutil.net_if_stats()
    return [
        _interface(name, addresses, _linux(host, name) if sysfs else _elsewhere(stats.get(name)))
        for name, addresses in sorted(_by_name().items())
        if stays(name)
    ]


def _by_name() -> dict[str, list[Any]]:
    """The addresses of each interface; those of its aliases (`eth0:web`) are its own."""
    found: dict[str, list[Any]] = {}
    for label, addresses in psutil.net_if_addrs().items():
        name = label.partition(":")[0] if os.name == "posix" else label
        found.setdefault(name, []).extend(addresses)
    return found


def _interface(name: str, addresses: list[Any], state: Row) -> Row:
    texts = {
        "mac": _mac(name, addresses),
        "ipv4": _addresses(addresses, socket.AF_INET),
        "ipv6": _addresses(addresses, socket.AF_INET6),
    }
    return {"name": name, **{key: value for key, value in texts.items() if value}, **state}


def _linux(host: Host, name: str) -> Row:
    folder = host.path("/sys/class/net") / name
    row: Row = {"up": line(folder / "operstate") in ("up", "unknown")}
    if (told := speed(host, name)) > 0:
        row["speed"] = told
    if driver := _driver(folder):
        row["driver"] = driver
    if folder.exists():
        row["virtual"] = not (folder / "device").exists()
    return row


def _elsewhere(stats: Any) -> Row:
    told = believed(getattr(stats, "speed", None))
    return {"up": bool(getattr(stats, "isup", False)), **({"speed": told} if told > 0 else {})}


def _mac(name: str, addresses: list[Any]) -> str:
    """The permanent address; where the driver does not tell it, the present one."""
    present = next((a.address for a in addresses if a.family == psutil.AF_LINK), "")
    return permanent_mac(name) or _plain(present)


def _plain(mac: str) -> str:
    plain = mac.lower().replace("-", ":")
    return plain if plain.strip("0:") else ""


def _addresses(addresses: list[Any], family: int) -> str:
    found = [_with_prefix(a) for a in addresses if a.family == family]
    lasting = [a for a in dict.fromkeys(found) if not a.startswith("fe80")]
    return ", ".join(lasting[:_MOST])


def _with_prefix(address: Any) -> str:
    plain = str(address.address).partition("%")[0]
    bits = _prefix(str(address.netmask)) if address.netmask else 0
    return f"{plain}/{bits}" if bits else plain


def _prefix(netmask: str) -> int:
    family = socket.AF_INET6 if ":" in netmask else socket.AF_INET
    try:
        return int.from_bytes(socket.inet_pton(family, netmask), "big").bit_count()
    except OSError:
        return 0


def _driver(folder: Path) -> str:
    driver = folder / "device" / "driver"
    return driver.resolve().name if driver.exists() else ""

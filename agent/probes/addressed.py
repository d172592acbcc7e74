"""The addresses of each network interface: the same shape on every system."""

from __future__ import annotations

import os
import socket
from typing import Any

import psutil

from agent.linux.permanent import permanent_mac
from agent.report import Row

_MOST = 32
"""Addresses of one interface and kind that are told: a host of containers has hundreds."""


def by_name() -> dict[str, list[Any]]:
    """The addresses of each interface; those of its aliases (`eth0:web`) are its own."""
    found: dict[str, list[Any]] = {}
    for label, addresses in psutil.net_if_addrs().items():
        name = label.partition(":")[0] if os.name == "posix" else label
        found.setdefault(name, []).extend(addresses)
    return found


def addressed(name: str, addresses: list[Any]) -> Row:
    """An interface's row, without its state."""
    texts = {
        "mac": _mac(name, addresses),
        "ipv4": _addresses(addresses, socket.AF_INET),
        "ipv6": _addresses(addresses, socket.AF_INET6),
    }
    return {"name": name, **{key: value for key, value in texts.items() if value}}


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

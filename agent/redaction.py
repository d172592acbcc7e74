"""Taking out of a text whatever says whose machine it is of. Pure."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import Any

_OWN = {
    *("serial", "uuid", "mac", "hostname", "board_serial", "chassis_serial", "asset_tag", "wwn"),
    *("machine_id", "boot_id", "ipv4", "ipv6", "server", "cloud", "key_end"),
}
"""Names of facts whose values are a machine's or a person's own."""
_PATTERNS = (
    re.compile(r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"),  # MAC addresses
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),  # IPv4
    re.compile(r"\b(?:[0-9A-Fa-f]{1,4}:){1,7}:(?:[0-9A-Fa-f]{1,4}:?)*"),  # IPv6, shortened
    re.compile(r"\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\b"),  # IPv6, whole
    re.compile(r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"),  # UUIDs
    re.compile(r"\bS-1-5-21(?:-\d+)+"),  # accounts of Windows
    re.compile(r"(?<=[\\/]Users[\\/])[^\\/\s'\"]+|(?<=/home/)[^/\s'\"]+"),  # people's folders
    re.compile(r"\bmkz1\.\S+"),  # enrolment codes
)
_SHORTEST = 4


class Secrets:
    """What must not be told: the machine's name, and what its facts say of it."""

    def __init__(self) -> None:
        self._known = {socket.gethostname()}

    def learn(self, content: Any) -> None:
        """The values in a section of facts that are its own."""
        for name, value in _values(content):
            if name in _OWN and isinstance(value, str):
                self._known.update(part for part in re.split(r"[,\s/]+", value))

    def out_of(self, text: str) -> str:
        """The text without them."""
        for secret in sorted(self._known, key=len, reverse=True):
            if len(secret) >= _SHORTEST:
                text = text.replace(secret, "…")
        for pattern in _PATTERNS:
            text = pattern.sub("…", text)
        return " ".join(text.split())


def _values(content: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(content, list):
        for row in content:
            yield from _values(row)
    elif isinstance(content, dict):
        for name, value in content.items():
            yield from _values(value) if isinstance(value, list) else ((name, value),)

"""Addresses: as the settings say them, and as others reach them."""

from __future__ import annotations

import socket

from collector.folder.config import Settings
from collector.folder.tls import PAGES
from collector.problem import Problem

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_USUAL = {"http": 80, "https": 443}
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (compared, not bound)
"""What listens on every address of the machine, and the one among them that is its own alone."""


class AddressError(Problem):
    """What should be an address is none. The message says how one is written."""


def split(address: str) -> tuple[str, int]:
    """`host:port` or `[v6]:port`. Raises AddressError."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65_535:
        raise AddressError(f"{address!r} is no address: write it as 127.0.0.1:8080")
    return host.strip("[]"), int(port)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach it."""
    host, _ = split(address)
    return host in LOOPBACK or host.startswith("127.")


def has_certificate(settings: Settings) -> bool:
    """Whether the pages have a certificate of their own, and so speak TLS."""
    return (settings.data / "tls" / PAGES).exists()


def of_pages(settings: Settings, port: int | None = None) -> str:
    """The pages' address for people: `https://host`, without a slash at the end.

    `port` is the one the collector got, where it is another than the one that is set.
    """
    if settings.pages.address:
        return settings.pages.address.rstrip("/")
    scheme = "https" if has_certificate(settings) else "http"
    number = split(settings.pages.listen)[1] if port is None else port
    return f"{scheme}://{_reached(settings.pages.listen, number, _USUAL[scheme])}"


def of_agents(settings: Settings, port: int | None = None) -> str:
    """Where agents reach the collector: `host:port`."""
    number = split(settings.agents.listen)[1] if port is None else port
    return settings.agents.address or _reached(settings.agents.listen, number)


def from_here(listened: str, port: int) -> str:
    """How this machine itself reaches what listens: `host:port`."""
    host, _ = split(listened)
    return f"{_named(_ANY.get(host, host))}:{port}"


def _reached(listened: str, port: int, usual: int | None = None) -> str:
    """How others reach what listens on an address, as far as this machine can tell."""
    host, _ = split(listened)
    named = _named(_own_address() if host in _ANY else host)
    return named if port == usual else f"{named}:{port}"


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_address() -> str:
    """The address of the way out; connecting a datagram socket sends nothing (RFC 5737 net)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:  # no way out: no network yet
            return socket.gethostname()

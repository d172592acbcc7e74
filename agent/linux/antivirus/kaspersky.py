"""Kaspersky Endpoint Security for Linux. Source: its online help, "Viewing information about the
application": `kesl-control --app-info`; its times are this machine's own."""

from __future__ import annotations

from agent.linux.antivirus.product import Product, filled, pairs, said
from agent.linux.logs import local
from agent.probe import Host
from agent.report import Row

_PROGRAM = "/opt/kaspersky/kesl/bin/kesl-control"
_GUARDS = ("file threat protection", "file monitoring")
"""By version: since 11, and before."""
_YEAR = 31_536_000


def ask(host: Host) -> Row:
    """What it says of itself: root, and members of its own groups, may ask."""
    return told(said(host, _PROGRAM, "--app-info"))


def told(text: str) -> Row:
    """The facts in it. Without databases it names the first of January 1970."""
    known = pairs(text)
    state = next((known[name] for name in _GUARDS if name in known), "").casefold()
    made = local(known.get("last release date of databases", ""), "%Y-%m-%d %H:%M:%S")
    return filled(
        version=known.get("version", ""),
        on=_running(state),
        signatures=made if made > _YEAR else None,
    )


def _running(state: str) -> bool | None:
    """`Available and running`, `Available and stopped`, `Unavailable due to …`."""
    if "running" in state:
        return True
    return False if "stopped" in state or "unavailable" in state else None


PRODUCTS = (
    Product(
        "Kaspersky Endpoint Security",
        "Kaspersky",
        (_PROGRAM, "/usr/bin/kesl-control"),
        ("kesl.service", "kesl-supervisor.service"),
        ask,
    ),
)

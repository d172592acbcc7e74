"""Sophos Protection for Linux, and Sophos Anti-Virus before it. Source: their documentation; the
former keeps its versions in VERSION.ini beside each part, the latter tells by `savdstatus`."""

from __future__ import annotations

import re

from agent.linux.antivirus.product import Product, filled, pairs, said
from agent.linux.logs import lines
from agent.probe import Host
from agent.report import Row

_PARTS = ("/opt/sophos-spl/plugins/av/VERSION.ini", "/opt/sophos-spl/base/VERSION.ini")
_STATUS = "/opt/sophos-av/bin/savdstatus"
_ON_ACCESS = re.compile(r"on-access scanning is (not )?(?:running|active)", re.IGNORECASE)


def protection(host: Host) -> Row:
    """The version of the part that scans, else of the whole."""
    told = (pairs("\n".join(lines(host.path(place)))) for place in _PARTS)
    return filled(version=next((v for one in told if (v := one.get("product_version"))), ""))


def anti_virus(host: Host) -> Row:
    """What the older one says of itself."""
    return told(said(host, _STATUS), said(host, _STATUS, "--version"))


def told(status: str, version: str) -> Row:
    """The facts in what both print."""
    scanning = _ON_ACCESS.search(status)
    return filled(
        version=pairs(version).get("sophos anti-virus", ""),
        on=None if scanning is None else not scanning[1],
    )


PRODUCTS = (
    Product(
        "Sophos Protection for Linux",
        "Sophos",
        ("/opt/sophos-spl/base",),
        ("sophos-spl.service",),
        protection,
    ),
    Product("Sophos Anti-Virus", "Sophos", (_STATUS,), ("sav-protect.service",), anti_virus),
)

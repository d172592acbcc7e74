"""Bitdefender Endpoint Security Tools. Source: GravityZone's documentation, "bduitool": `get ps`
prints the product's status, a name and a value a line."""

from __future__ import annotations

from agent.linux.antivirus.product import Product, filled, pairs, said
from agent.probe import Host
from agent.report import Row

_PROGRAM = "/opt/bitdefender-security-tools/bin/bduitool"
_STATES = {"on": True, "enabled": True, "off": False, "disabled": False}
_WAITING = {"no": True, "yes": False}


def ask(host: Host) -> Row:
    """What it says of itself."""
    return told(said(host, _PROGRAM, "get", "ps"))


def told(text: str) -> Row:
    """The facts in it."""
    known = pairs(text)
    return filled(
        version=known.get("product version", ""),
        on=_STATES.get(known.get("antimalware status", "").casefold()),
        up_to_date=_WAITING.get(known.get("new security content available", "").casefold()),
        signatures_version=known.get("engines version", ""),
    )


PRODUCTS = (
    Product(
        "Bitdefender Endpoint Security Tools",
        "Bitdefender",
        (_PROGRAM,),
        ("bdsec.service", "bd.service"),
        ask,
    ),
)

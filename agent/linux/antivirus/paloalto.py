"""Cortex XDR (formerly Traps) of Palo Alto Networks. Source: its administrator's guide, "Cytool for
Linux": `cytool info` names the version, `cytool info query` the content it guards by."""

from __future__ import annotations

import re

from agent.linux.antivirus.product import Product, filled, pairs, said
from agent.probe import Host
from agent.report import Row

_PROGRAM = "/opt/traps/bin/cytool"
_VERSION = re.compile(r"^(?:Cortex XDR|Traps)\b.*?\b(\d+(?:\.\d+){2,})\s*$", re.MULTILINE)


def ask(host: Host) -> Row:
    """What it says of itself."""
    return told(said(host, _PROGRAM, "info"), said(host, _PROGRAM, "info", "query"))


def told(info: str, query: str) -> Row:
    """The facts in what both print."""
    version = _VERSION.search(info)
    return filled(
        version=version[1] if version else "",
        signatures_version=pairs(query).get("content version", ""),
    )


PRODUCTS = (
    Product(
        "Cortex XDR",
        "Palo Alto Networks",
        (_PROGRAM,),
        ("traps_pmd.service", "cortex-xdr.service"),
        ask,
    ),
)

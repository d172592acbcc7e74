"""CrowdStrike Falcon. Source: its own help, `falconctl -g --version --rfm-state`; root may ask.

In "reduced functionality mode" (a kernel it does not know) it runs and guards nothing.
"""

from __future__ import annotations

import re

from agent.linux.antivirus.product import Product, said
from agent.probe import Host
from agent.report import Row

_PROGRAM = "/opt/CrowdStrike/falconctl"
_VERSION = re.compile(r"\bversion\s*=\s*([\d.]*\d)")
_REDUCED = re.compile(r"\brfm-state\s*=\s*(true|false)", re.IGNORECASE)


def ask(host: Host) -> Row:
    """What it says of itself."""
    return told(said(host, _PROGRAM, "-g", "--version", "--rfm-state"))


def told(text: str) -> Row:
    """The facts in it: `rfm-state=false, version = 7.05.16004.0`."""
    version, reduced = _VERSION.search(text), _REDUCED.search(text)
    found: Row = {"version": version[1]} if version else {}
    return {**found, "on": False} if reduced and reduced[1].lower() == "true" else found


PRODUCTS = (
    Product("CrowdStrike Falcon", "CrowdStrike", (_PROGRAM,), ("falcon-sensor.service",), ask),
)

"""SentinelOne. Source: its administrator's guide, "sentinelctl on Linux": `version`, and
`control status`, of which "Agent state" is the word."""

from __future__ import annotations

from agent.linux.antivirus.product import Product, filled, pairs, said
from agent.probe import Host
from agent.report import Row

_PROGRAM = "/opt/sentinelone/bin/sentinelctl"
_STATES = {"enabled": True, "disabled": False}


def ask(host: Host) -> Row:
    """What it says of itself."""
    return told(said(host, _PROGRAM, "version") + "\n" + said(host, _PROGRAM, "control", "status"))


def told(text: str) -> Row:
    """The facts in what both print."""
    known = pairs(text)
    return filled(
        version=known.get("agent version", ""),
        on=_STATES.get(known.get("agent state", "").casefold()),
        signatures_version=known.get("dfi library version", ""),
    )


PRODUCTS = (Product("SentinelOne", "SentinelOne", (_PROGRAM,), ("sentinelone.service",), ask),)

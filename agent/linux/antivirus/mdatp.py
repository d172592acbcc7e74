"""Microsoft Defender for Endpoint. Source: Microsoft Learn, "Investigate agent health issues" and
"Resources for Microsoft Defender for Endpoint on Linux": `mdatp health --output json`."""

from __future__ import annotations

import json
from calendar import timegm
from time import strptime
from typing import Any

from agent.linux.antivirus.product import Product, filled, said
from agent.probe import Host
from agent.report import Row

_STATES = {"uptodate": True, "up_to_date": True, "outofdate": False, "out_of_date": False}


def ask(host: Host) -> Row:
    """What it says of its health: any user may ask."""
    return health(said(host, "mdatp", "health", "--output", "json"))


def health(text: str) -> Row:
    """The facts in its JSON; empty where that is something else."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    status = _plain(told, "definitionsStatus", "definitions_status")
    return filled(
        version=_text(_plain(told, "appVersion", "app_version")),
        on=_bool(_plain(told, "realTimeProtectionEnabled", "real_time_protection_enabled")),
        up_to_date=_STATES.get(_text(status).lower()),
        signatures=_moment(_plain(told, "definitionsUpdated", "definitions_updated")),
        signatures_version=_text(_plain(told, "definitionsVersion", "definitions_version")),
    )


def _plain(told: dict[str, Any], *names: str) -> object:
    """A value by its name in either style; in newer versions it is wrapped, with who manages it."""
    value = next((told[name] for name in names if name in told), None)
    if isinstance(value, dict):
        return value.get("value", value.get("$type"))
    return value


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _moment(value: object) -> int | None:
    """Milliseconds since 1970, as a number or a text, or `Aug 12, 2023 at 03:26:24 AM` (UTC)."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if text.isdecimal() and len(text) < 16:
        return int(text) // 1000 or None
    try:
        return timegm(strptime(text, "%b %d, %Y at %I:%M:%S %p"))
    except ValueError:
        return None


PRODUCTS = (
    Product(
        "Microsoft Defender for Endpoint",
        "Microsoft",
        ("/usr/bin/mdatp", "/opt/microsoft/mdatp/sbin/wdavdaemon"),
        ("mdatp.service",),
        ask,
    ),
)

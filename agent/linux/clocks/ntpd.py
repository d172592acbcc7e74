"""ntpd and ntpsec, by `ntpq -c rv`. Source: ntpq(8), system variables; RFC 9327 (the leap and the
source of the status); RFC 5905, section 6 (moments are in s since 1900)."""

from __future__ import annotations

import re

from agent.linux.clocks.clock import Clock
from agent.probe import Host

_PATIENCE = 4.0
_PAIR = re.compile(r'(\w+)=("[^"]*"|[^,\s]+)')
_SINCE_1900 = 2_208_988_800
_ALARM = "3"
_ADDRESS = re.compile(r"[0-9a-fA-F.:]*[.:][0-9a-fA-F.:]+")


def read(host: Host) -> Clock:
    """What it says. Raises Nothing where there is none, OSError where it does not run."""
    return variables(host.outside.run("ntpq", "-n", "-c", "rv", patience=_PATIENCE))


def variables(text: str) -> Clock:
    """Its variables: leap, refid, reftime, offset (ms). Raises OSError where it is no such text."""
    told = {name: value.strip('"') for name, value in _PAIR.findall(text)}
    if "leap" not in told and "stratum" not in told:
        raise OSError(f"ntpq says {text.strip():.80}")
    on = told.get("leap", "00") not in ("11", _ALARM) and told.get("stratum") != "16"
    server = told.get("refid", "")
    return Clock(
        "ntpd",
        server if _ADDRESS.fullmatch(server) and server != "0.0.0.0" else "",  # noqa: S104
        on,
        _moment(told.get("reftime", "")),
        _seconds(told.get("offset", "")) if on else None,
    )


def _moment(text: str) -> int | None:
    """`e8f2d6c1.9e1a2b3c`: s since 1900, and their fraction."""
    try:
        at = int(text.partition(".")[0], 16) - _SINCE_1900
    except ValueError:
        return None
    return at if at > 0 else None


def _seconds(millis: str) -> float | None:
    try:
        return float(millis) / 1000
    except ValueError:
        return None

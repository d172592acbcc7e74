"""Windows' own firewall by the registry, and others by the Security Center."""

from __future__ import annotations

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows import centre
from agent.windows.asking import objects
from agent.windows.profiles import POLICIES, PROFILES, SETTINGS, profiles
from agent.windows.registry import Values
from agent.windows.text import number

_SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"
_NAMES = ("MpsSvc", "SharedAccess")
"""The firewall's service: since Windows Vista, and before."""
_DISABLED = 4


def read(host: Host) -> Row:
    """The section. Raises Nothing where nothing is known of any."""
    found = profiles(_all(host.outside, SETTINGS), _all(host.outside, POLICIES), _runs(host))
    other = _other(host.outside)
    if not found and not other:
        raise Nothing
    on = bool(found) and all(found.values())
    product = other if other and not on else "windows"
    return {**found, "on": on or bool(other), "product": product}


def _all(outside: Outside, key: str) -> dict[str, Values]:
    names = [name for names in PROFILES.values() for name in names]
    return {name: outside.values(rf"{key}\{name}") for name in names}


def _runs(host: Host) -> bool:
    """Whether its service may start: where it is missing, nothing is said."""
    kinds = [number(host.outside.values(rf"{_SERVICES}\{n}").get("Start")) for n in _NAMES]
    told = next((kind for kind in kinds if kind is not None), None)
    return told != _DISABLED


def _other(outside: Outside) -> str:
    """The name of another firewall that is on; empty where there is none."""
    told = map(centre.product, objects(outside, "SELECT * FROM FirewallProduct", centre.NAMESPACE))
    return next((one.name for one in told if one is not None and one.on), "")

"""Windows' own firewall: its profiles, by its settings and by the group policy on top. Pure.

Source: [MS-GPFAS] 2.2.2.1 (EnableFirewall), and 2.2 for the keys; Windows XP has two profiles, of
which the standard one is that of all networks but the domain's.
"""

from __future__ import annotations

from collections.abc import Mapping

from agent.report import Row
from agent.windows.registry import Values
from agent.windows.text import number

SETTINGS = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
POLICIES = r"HKLM\SOFTWARE\Policies\Microsoft\WindowsFirewall"
PROFILES = {
    "domain": ("DomainProfile",),
    "private": ("StandardProfile", "PrivateProfile"),
    "public": ("PublicProfile",),
}
"""Our names -> those of the registry: policies have either for private networks."""


def profiles(settings: Mapping[str, Values], policies: Mapping[str, Values], runs: bool) -> Row:
    """Each profile that there is, on or off. `settings`, `policies`: values by profile; `runs`:
    whether the service may: without it none guards anything."""
    found: Row = {}
    for name, keys in PROFILES.items():
        said = [_enabled(source[key]) for source in (policies, settings) for key in keys]
        told = next((one for one in said if one is not None), None)
        if told is not None:
            found[name] = bool(told) and runs
    return found


def _enabled(values: Values) -> int | None:
    return number(values.get("EnableFirewall"))

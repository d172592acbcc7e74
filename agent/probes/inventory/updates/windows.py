"""Updates, by the Windows Update Agent and the registry. No server is asked."""

from __future__ import annotations

from collections.abc import Iterator

from agent.outside import Outside
from agent.probe import Host
from agent.report import Row
from agent.windows import update_agent, updating
from agent.windows.asking import called
from agent.windows.registry import Values
from agent.windows.text import plain

_WINDOWS = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
_POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate"
_OPTIONS = r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"
_SERVICE = r"HKLM\SYSTEM\CurrentControlSet\Services\wuauserv"
_OWN = rf"{_WINDOWS}\WindowsUpdate\Auto Update"
_SERVICING = rf"{_WINDOWS}\Component Based Servicing"
_ROLLUP = "Package_for_RollupFix~"
_PATIENCE = 120.0


def read(host: Host) -> Row:
    """The section."""
    outside = host.outside
    values = outside.values
    results = [values(rf"{_OWN}\Results\{name}") for name in ("Detect", "Install")]
    found = updating.by_registry(results[0], results[1])
    told = called(outside, update_agent.told, _PATIENCE)
    if told is not None:
        found |= updating.by_agent(told)
    found |= updating.by_rollups(_rollups(outside))
    policy, settings = values(_POLICY), values(rf"{_POLICY}\AU")
    server = plain(values(_OPTIONS).get("ProductType")) in ("ServerNT", "LanmanNT")
    return {
        **found,
        **updating.automatic(settings, values(_OWN), values(_SERVICE), server=server),
        **updating.restart(_asking(outside), told.restart if told else None),
        "source": updating.source(policy, settings),
    }


def _rollups(outside: Outside) -> Iterator[Values]:
    names = outside.keys(rf"{_SERVICING}\Packages")
    for name in names:
        if name.startswith(_ROLLUP):
            yield outside.values(rf"{_SERVICING}\Packages\{name}")


def _asking(outside: Outside) -> dict[str, bool]:
    """Who has left a mark that the machine is to be restarted."""
    return {
        "Windows Update": "RebootRequired" in outside.keys(_OWN),
        "Component Based Servicing": "RebootPending" in outside.keys(_SERVICING),
    }

"""What it belongs to, by a call, or WMI; a join to Microsoft Entra by the registry."""

from __future__ import annotations

from typing import Any

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows.asking import called, objects, query
from agent.windows.joined import join
from agent.windows.text import first, plain, texts

_CLOUD = r"HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin"
_TCPIP = r"HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_LOGON = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\LogonUI"
_IDENTITIES = r"HKLM\SOFTWARE\Microsoft\IdentityStore\Cache"
_ENTRA = "S-1-12-1-"
"""How the security identifiers of Microsoft Entra's accounts begin."""


def read(host: Host) -> Row:
    """The section. Raises Nothing where nobody tells."""
    told = called(host.outside, join)
    if not told or not told[0]:
        names = ("PartOfDomain", "Domain", "Workgroup")
        told = by_wmi(objects(host.outside, query("Win32_ComputerSystem", names)))
    kind, name = told
    if kind == "domain":  # the call tells its short name, this its whole one
        name = first(host.outside.values(_TCPIP), "Domain", "NV Domain") or name
    found = texts(kind=kind, name=name, cloud=cloud(host.outside))
    if not found:
        raise Nothing
    return found


def by_wmi(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """By Win32_ComputerSystem: (kind, name), both empty where it does not answer."""
    if not rows:
        return "", ""
    if rows[0].get("PartOfDomain") is True:
        return "domain", plain(rows[0].get("Domain"))
    name = first(rows[0], "Workgroup", "Domain")
    return ("workgroup", name) if name else ("none", "")


def cloud(outside: Outside) -> str:
    """The organisation: by its name, else by that of its domain in the address of who joined."""
    for key in outside.keys(rf"{_CLOUD}\JoinInfo"):
        joined = outside.values(rf"{_CLOUD}\JoinInfo\{key}")
        tenant = plain(joined.get("TenantId"))
        told = outside.values(rf"{_CLOUD}\TenantInfo\{tenant}")
        if name := first(told, "DisplayName") or _domain(joined.get("UserEmail")) or tenant:
            return name
    return _of_last(outside)


def _of_last(outside: Outside) -> str:
    """By who signed in last, if that is an account of Microsoft Entra."""
    sid = plain(outside.values(_LOGON).get("LastLoggedOnUserSID"))
    if not sid.startswith(_ENTRA):
        return ""
    kept = outside.values(rf"{_IDENTITIES}\{sid}\IdentityCache\{sid}")
    return _domain(kept.get("UserName"))


def _domain(address: object) -> str:
    return plain(address).rpartition("@")[2] if "@" in plain(address) else ""

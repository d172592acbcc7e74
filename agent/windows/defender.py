"""Microsoft Defender as a row, by its registry and by its class of WMI. Pure.

Source: Microsoft Learn, "MSFT_MpComputerStatus class", "Configure and manage Microsoft Defender
Antivirus with Group Policy"; its dates in the registry are FILETIMEs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agent.report import Row
from agent.windows import moments
from agent.windows.registry import Values
from agent.windows.text import first, number, plain, texts

NAME = "Microsoft Defender"
KEY = r"HKLM\SOFTWARE\Microsoft\Windows Defender"
POLICY = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender"
NAMESPACE = r"root\Microsoft\Windows\Defender"
STATUS = (
    *("AMServiceEnabled", "AntivirusEnabled", "RealTimeProtectionEnabled", "AMProductVersion"),
    *("AntivirusSignatureVersion", "AntivirusSignatureLastUpdated", "AntivirusSignatureAge"),
)
_STALE = 7
"""Days after which Windows itself calls signatures out of date."""


def by_registry(signatures: Values, switches: list[Values]) -> Row:
    """By its key `Signature Updates`, and by those that may switch it off (policies first)."""
    row: Row = {"name": NAME, "vendor": "Microsoft"}
    dates = ("AVSignatureApplied", "SignaturesLastUpdated", "ASSignatureApplied")
    times = [moments.of_filetime(signatures.get(name)) for name in dates]
    if (made := next((one for one in times if one is not None), None)) is not None:
        row["signatures"] = made
    row.update(
        texts(
            version=first(signatures, "EngineVersion"),
            signatures_version=first(signatures, "AVSignatureVersion", "ASSignatureVersion"),
        )
    )
    return {**row, "on": not any(map(_switched_off, switches))}


def _switched_off(values: Values) -> bool:
    names = ("DisableAntiSpyware", "DisableAntiVirus", "DisableRealtimeMonitoring")
    return any(number(values.get(name)) == 1 for name in names)


def by_wmi(status: Mapping[str, Any]) -> Row:
    """By MSFT_MpComputerStatus."""
    guards = [status.get(name) for name in ("AntivirusEnabled", "RealTimeProtectionEnabled")]
    row: Row = {"name": NAME, "vendor": "Microsoft", "on": all(one is True for one in guards)}
    if (made := moments.of_cim(status.get("AntivirusSignatureLastUpdated"))) is not None:
        row["signatures"] = made
    if (age := number(status.get("AntivirusSignatureAge"))) is not None:
        row["up_to_date"] = age < _STALE
    row.update(
        texts(
            version=plain(status.get("AMProductVersion")),
            signatures_version=plain(status.get("AntivirusSignatureVersion")),
        )
    )
    return row

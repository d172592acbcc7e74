"""The antivirus programs: by the Security Center of clients, and Defender by itself.

Defender is not asked by WMI while another guards the machine: it then hangs.
"""

from __future__ import annotations

from agent.outside import Outside
from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows import centre, defender
from agent.windows.asking import objects, query
from agent.windows.centre import Product
from agent.windows.text import number, texts
from agent.windows.vendors import vendor

_SERVICE = r"HKLM\SYSTEM\CurrentControlSet\Services\WinDefend"
_DISABLED = 4
_PATIENCE = 30.0


def read(host: Host) -> list[Row]:
    """A row for each. Raises Nothing where there is none."""
    asked = "SELECT * FROM AntiVirusProduct"
    told = map(centre.product, objects(host.outside, asked, centre.NAMESPACE))
    found = {one.name: one for one in told if one is not None}
    others = [one for one in found.values() if not _is_defender(one)]
    own = next((one for one in found.values() if _is_defender(one)), None)
    rows = [_row(one) for one in others]
    if mine := _defender(host.outside, own, alone=not any(one.on for one in others)):
        rows.append(mine)
    if not rows:
        raise Nothing
    return sorted(rows, key=lambda row: str(row["name"]))


def _is_defender(product: Product) -> bool:
    return "defender" in product.name.casefold()


def _row(product: Product) -> Row:
    row: Row = {"name": product.name, "on": product.on, "up_to_date": product.up_to_date}
    return {**row, **texts(vendor=vendor(product.name))}


def _defender(outside: Outside, known: Product | None, *, alone: bool) -> Row:
    """Defender's row; empty where this Windows has none: it leaves its keys where it is removed."""
    signatures = outside.values(rf"{defender.KEY}\Signature Updates")
    start = number(outside.values(_SERVICE).get("Start"))
    if known is None and start is None:
        return {}
    keys = (
        *(defender.POLICY, rf"{defender.POLICY}\Real-Time Protection"),
        *(defender.KEY, rf"{defender.KEY}\Real-Time Protection"),
    )
    row = defender.by_registry(signatures, [outside.values(key) for key in keys])
    row["on"] = bool(row["on"]) and alone and start != _DISABLED
    if known is not None:
        row.update(on=known.on, up_to_date=known.up_to_date)
    if alone and row["on"]:
        asked = query("MSFT_MpComputerStatus", defender.STATUS)
        status = objects(outside, asked, defender.NAMESPACE, _PATIENCE)
        row |= defender.by_wmi(status[0]) if status else {}
    return row

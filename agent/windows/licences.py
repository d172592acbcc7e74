"""Whether Windows and Office are licensed, and how, by Windows' own record of licences.

Of a key the last five signs alone are looked at. Source: Microsoft Learn,
"SoftwareLicensingProduct class" and "SL_LICENSING_STATUS structure".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agent.outside import Outside
from agent.report import Row
from agent.windows import licensing
from agent.windows.asking import called, objects, query
from agent.windows.text import number, plain, texts

WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"
OFFICE = ("0ff1ce15-a989-479d-af46-f275c6370663", "59a52881-a989-479d-af46-f275c6370663")
"""Applications; that of Office 2010 is the second."""
STATES = {
    0: "unlicensed",
    1: "licensed",
    2: "grace",
    3: "grace",
    4: "grace",
    5: "notification",
    6: "grace",
}
"""LicenseStatus: of grace there are several, out of the box, out of tolerance, extended."""
_BEST = ("licensed", "grace", "notification", "unlicensed")
_KINDS = (
    ("subscription", "subscription"),
    ("volume", "volume"),
    ("gvlk", "volume"),
    ("oem", "oem"),
    ("retail", "retail"),
)
_NAMES = (
    *("ID", "ApplicationID", "Name", "Description", "LicenseFamily", "LicenseStatus"),
    *("PartialProductKey", "ProductKeyChannel"),
)
_PATIENCE = 30.0


def of_windows(outside: Outside) -> Row:
    """`activation` and `licence`, as far as they are told."""
    return state(products(outside, WINDOWS))


def products(outside: Outside, application: str) -> list[dict[str, Any]]:
    """The products of an application that have a key, as WMI names what is told of them."""
    told = called(outside, licensing.products, application)
    if not told:
        where = f"ApplicationID = '{application}' AND PartialProductKey IS NOT NULL"
        asked = query("SoftwareLicensingProduct", _NAMES, where)
        told = objects(outside, asked, patience=_PATIENCE)
    return [one for one in told if _is_of(one, application) and one.get("PartialProductKey")]


def _is_of(product: Mapping[str, Any], application: str) -> bool:
    return plain(product.get("ApplicationID")).casefold() == application


def state(products: Iterable[Mapping[str, Any]]) -> Row:
    """Of the product that is licensed best: an add-on's state is not the whole's."""
    rows = [texts(activation=activation(one), licence=licence(one)) for one in products]
    known = [row for row in rows if row["activation"] in _BEST]
    return min(known, key=lambda row: _BEST.index(str(row["activation"])), default={})


def activation(product: Mapping[str, Any]) -> str:
    """`licensed`, `grace`, `notification`, `unlicensed`; `unknown` for what has no word."""
    status = number(product.get("LicenseStatus"))
    return STATES.get(-1 if status is None else status, "unknown")


def licence(product: Mapping[str, Any]) -> str:
    """`retail`, `volume`, `oem`, `subscription`, by the channel of the key; empty if untold."""
    said = " ".join(
        plain(product.get(name))
        for name in ("ProductKeyChannel", "Description", "LicenseFamily", "Name")
    ).casefold()
    return next((kind for word, kind in _KINDS if word in said), "")

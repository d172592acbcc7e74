r"""Microsoft Office as rows: by Click-to-Run's settings, by the registrations of Windows Installer,
and by the licences. Pure.

Source: Microsoft Learn, "Overview of update channels for Microsoft 365 Apps", "Product IDs that are
supported by the Office Deployment Tool", "Numbering scheme for product code GUIDs in Office": of
`{90160000-0011-0000-1000-0000000FF1CE}` the 1 in the fourth part says 64 bits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.report import Row
from agent.windows.licences import activation, licence
from agent.windows.product_key import Kept, kept
from agent.windows.registry import Values
from agent.windows.text import first, number, plain, texts

CHANNELS = {
    "492350f6-3a01-4f97-b9c0-c7c6ddf67d60": "Current",
    "64256afe-f5d9-4f86-8936-8840a6a4f5be": "Current (Preview)",
    "5440fd1f-7ecb-4221-8110-145efaa6372f": "Beta",
    "55336b82-a18d-4dd6-b5f6-9e5095c314a6": "Monthly Enterprise",
    "7ffbc6bf-bc32-4f92-8982-f9dd17fd3114": "Semi-Annual Enterprise",
    "b8f9b850-328d-4355-9145-c59439a0c4cf": "Semi-Annual Enterprise (Preview)",
    "f2e724c1-748f-4b47-8fb8-8e0d210e9208": "Perpetual Enterprise 2019",
    "5030841d-c919-4594-8d2d-84ae4f96e58e": "Perpetual Enterprise 2021",
    "7983bac0-e531-40cf-be00-fd24fe66619c": "Perpetual Enterprise 2024",
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ENDING = re.compile(r"(?:Retail|Volume)$")
_LANGUAGE = re.compile(r" - [a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2}$")

Licences = Iterable[Mapping[str, Any]]
Keys = Mapping[str, Values]


def click_to_run(settings: Values, names: Mapping[str, str], licences: Licences) -> list[Row]:
    """A row for each product of Click-to-Run. `names`: what the programs are called that can be
    uninstalled, by their key (`ProPlus2021Retail - en-us`)."""
    known = list(licences)
    products = plain(settings.get("ProductReleaseIds")).split(",")
    return [_of_release(one.strip(), settings, names, known) for one in products if one.strip()]


def _of_release(
    product: str, settings: Values, names: Mapping[str, str], licences: Licences
) -> Row:
    called = next((name for key, name in names.items() if key.startswith(f"{product} - ")), "")
    row = texts(
        name=_LANGUAGE.sub("", called) or product,
        edition=product,
        version=first(settings, "VersionToReport", "ClientVersionToReport"),
        channel=_channel(settings),
        architecture=_ARCHITECTURES.get(plain(settings.get("Platform")), ""),
    )
    word = _ENDING.sub("", product).casefold()
    own = (one for one in licences if word in first(one, "LicenseFamily", "Name").casefold())
    return {**row, **_licensed(next(own, None)), "edition": product}


_ARCHITECTURES = {"x86": "x86", "x64": "x64"}


def _channel(settings: Values) -> str:
    """By the address that updates come from; that of an administrator's own server has no name."""
    address = first(settings, "UpdateChannel", "CDNBaseUrl")
    match = _GUID.search(address)
    return CHANNELS.get(match[0].casefold(), "") if match else ""


def registered(version: str, keys: Keys, wide: int, licences: Licences) -> list[Row]:
    r"""A row for each product that Windows Installer registered. `keys`: those of `Registration`,
    most of which are of products that could be installed, and have no key; `version`: `16.0`."""
    by_sku = {plain(one.get("ID")).casefold(): one for one in licences}
    return [
        _of_registration(guid, values, version, keys, wide, by_sku)
        for guid, values in keys.items()
        if isinstance(values.get("DigitalProductID"), bytes)
    ]


def _of_registration(
    guid: str,
    values: Values,
    version: str,
    keys: Keys,
    wide: int,
    licences: Mapping[str, Mapping[str, Any]],
) -> Row:
    key = kept(values.get("DigitalProductID"))
    sku = _sku(guid, key, keys, licences)
    titles = ("ConvertToEdition", "ProductName", "ProductNameBrand", "ProductNameNonQualified")
    oem = "oem" if number(values.get("OEM")) else ""
    row = texts(
        name=first(keys.get(sku, {}), "ProductName") or first(values, *titles),
        edition=key.edition,
        version=" ".join(filter(None, (version, plain(values.get("SPLevel"))))),
        architecture="x64" if guid[20:21] == "1" and wide == 64 else "x86",
        activation="unknown",
        licence=oem or licence({"ProductKeyChannel": key.channel}),
        key_end=key.ending,
    )
    return {**row, **_licensed(licences.get(_bare(sku)))}


def _sku(guid: str, key: Kept, keys: Keys, licences: Mapping[str, Any]) -> str:
    """The id of its licence: of those that lead to it one that is in force, else its key's own."""
    own = [one for one, values in keys.items() if _code(values) == guid.casefold()]
    wanted = [*own, key.sku]
    return next((one for one in wanted if _bare(one) in licences), own[0] if own else key.sku)


def _bare(guid: str) -> str:
    return guid.strip("{}").casefold()


def _code(values: Values) -> str:
    return plain(values.get("ProductCode")).casefold()


def unnamed(licences: Licences, rows: Iterable[Row], titles: Mapping[str, str]) -> list[Row]:
    """A row for each licence whose key no other row has. `titles`: names of products by ID."""
    told = {row.get("key_end") for row in rows}
    return [
        {
            **texts(
                name=titles.get(plain(one.get("ID")).casefold()) or plain(one.get("Name")),
                edition=one.get("LicenseFamily"),
            ),
            **_licensed(one),
        }
        for one in licences
        if plain(one.get("PartialProductKey")) not in told
    ]


def _licensed(product: Mapping[str, Any] | None) -> Row:
    if product is None:
        return {}
    family = plain(product.get("LicenseFamily"))
    return texts(
        edition=family,
        activation=activation(product),
        licence=licence(product),
        key_end=plain(product.get("PartialProductKey"))[-5:],
    )

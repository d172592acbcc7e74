"""Makers by one name each: firmware spells them in many ways, and a newer one in another. Pure."""

from __future__ import annotations

import re

_FORM = "inc incorporated corp corporation co company ltd limited llc gmbh ag plc sa pte r tm group"
_TRADE = "technology technologies tech computer computers computing electronics enterprise client"
_TAIL = frozenset(f"{_FORM} {_TRADE} international intl global".split())
"""Words of a company's form and trade, which come and go."""
_ONE = {
    "hewlett packard": "hp",
    "hpe": "hp",
    "asustek": "asus",
    "micro star": "msi",
    "giga byte": "gigabyte",
    "fujitsu siemens": "fujitsu",
    "super micro": "supermicro",
    "dynabook": "toshiba",
}


def vendor(text: object) -> str:
    """A maker's one name: `Hewlett-Packard Company` and `HP Inc.` are both `hp`."""
    words = re.findall(r"\w+", str(text).casefold().replace("_", " "))
    telling = [word for word in words if word not in _TAIL] or words
    name = " ".join(telling)
    return _ONE.get(name, name)

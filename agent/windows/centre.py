"""What the Security Center of clients keeps: antivirus programs and firewalls, and their state.

`productState` is of three bytes: what kind (the highest), on or off, up to date or not. It is not
documented; its meaning is that of WSC_SECURITY_PRODUCT_STATE and _SIGNATURE_STATUS, as each product
sets them. Servers have no Security Center. Source: Microsoft Learn, "IWscProduct interface".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agent.windows.text import number, plain

NAMESPACE = r"root\SecurityCenter2"
_STATE, _STALE = 0xF000, 0x10
_ON = (0x1000,)
"""0x0000 is off, 0x2000 snoozed, 0x3000 expired."""


class Product(NamedTuple):
    """One product: its name, whether it guards, whether its signatures are up to date."""

    name: str
    on: bool
    up_to_date: bool
    program: str
    """The file that shows it, or a reference to it."""


def product(told: Mapping[str, Any]) -> Product | None:
    """One AntiVirusProduct or FirewallProduct; None for what has no name or state."""
    name, state = plain(told.get("displayName")), number(told.get("productState"))
    if not name or state is None:
        return None
    program = plain(told.get("pathToSignedProductExe"))
    return Product(name, state & _STATE in _ON, not state & _STALE, program)

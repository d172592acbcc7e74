"""What an antivirus program is, and what is shared by those who ask one.

`on` by its service is what can be told without rights; its own word, where it may be asked, is
better and replaces it. What a program does not say is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from agent.linux import units
from agent.probe import Host, Nothing
from agent.report import Row

PATIENCE = 15.0
"""s for one question: a service that hangs must not cost the others theirs."""


def _nothing(_host: Host) -> Row:
    return {}


class Product(NamedTuple):
    """One program. `places`: one of them is there where it is installed; `services` of systemd do
    its work; `ask` what it says of itself."""

    name: str
    vendor: str
    places: tuple[str, ...]
    services: tuple[str, ...] = ()
    ask: Callable[[Host], Row] = _nothing


def installed(host: Host, product: Product) -> bool:
    """Whether it is there."""
    return any(host.path(place).exists() for place in product.places)


def row(host: Host, product: Product, states: dict[str, str]) -> Row:
    """It as facts. `states`: those of the services, as far as systemd knows them."""
    found: Row = {"name": product.name, "vendor": product.vendor}
    known = [states[name] for name in product.services if name in states]
    if known:
        found["on"] = any(units.running(state) for state in known)
    return found | product.ask(host)


def said(host: Host, *words: str) -> str:
    """What a command prints; empty where it may not be asked, or hangs."""
    try:
        return host.outside.run(*words, patience=PATIENCE)
    except (Nothing, OSError):
        return ""


def pairs(text: str) -> dict[str, str]:
    """The lines `Name: value` and `Name    value`, by names in small letters; the first of each."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        parts = re.split(r":\s+|\s*=\s*|(?<=\S)\s{2,}", line.strip(" -\t"), maxsplit=1)
        if len(parts) == 2 and parts[0]:
            found.setdefault(parts[0].strip().casefold(), parts[1].strip())
    return found


def filled(**values: str | bool | int | None) -> Row:
    """Those of the values that say something."""
    return {name: value for name, value in values.items() if value not in ("", None)}

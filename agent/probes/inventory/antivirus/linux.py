"""The antivirus programs of which something is installed."""

from __future__ import annotations

from agent.linux import units
from agent.linux.antivirus import PRODUCTS
from agent.linux.antivirus.product import installed, row
from agent.probe import Host, Nothing
from agent.report import Row


def read(host: Host) -> list[Row]:
    """A row for each. Raises Nothing where none of those that are known is there."""
    there = [product for product in PRODUCTS if installed(host, product)]
    if not there:
        raise Nothing
    states = units.states(host, *(name for product in there for name in product.services))
    return [row(host, product, states) for product in there]

"""How a table is sorted, as the URL says it: `?sort=breaches`, and `up=1` or `down=1` turned. Pure.

A column has its own way: names begin with the first, numbers with the highest. Only a turn from it
stands in the URL. A second table on a page has a name of its own: `?sites=coverage&sites_up=1`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

Row = TypeVar("Row")
MAIN = "sort"
"""The parameter of the one table a page is about."""
RISES, FALLS = False, True
"""Whether a column begins with its lowest or with its highest."""


class Order(NamedTuple):
    """By which column, and whether from the highest down. `columns`: each with its own way."""

    name: str
    by: str
    down: bool
    columns: Mapping[str, bool]

    @property
    def parameters(self) -> tuple[str, str, str]:
        """The names in the URL: the column, and that it is turned up or down."""
        before = "" if self.name == MAIN else f"{self.name}_"
        return self.name, f"{before}up", f"{before}down"

    def turned(self, column: str) -> dict[str, str | None]:
        """What the URL says once this column's heading is chosen: its own way, or turned round."""
        name, up, down = self.parameters
        own = self.columns[column]
        falls = not self.down if column == self.by else own
        turn: dict[str, str | None] = {up: None, down: None}
        if falls != own:
            turn[down if falls else up] = "1"
        return {name: column, **turn}


def order(
    values: Mapping[str, str], columns: Mapping[str, bool], default: str, name: str = MAIN
) -> Order:
    """The order the URL asks for; what it does not know is the default."""
    asked = values.get(name, "")
    by = asked if asked in columns else default
    found = Order(name, by, columns[by], columns)
    _, up, down = found.parameters
    if asked != by:
        return found
    turned = values.get(down) == "1" if not columns[by] else values.get(up) != "1"
    return found._replace(down=turned)


def arranged(
    rows: Iterable[Row], asked: Order, keys: Mapping[str, Callable[[Row], Any]]
) -> list[Row]:
    """The rows in that order; what is not known comes last either way."""
    key = keys[asked.by]
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=asked.down) + unknown

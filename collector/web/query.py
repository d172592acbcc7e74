"""What the URL says a page should show: filters, order, page. Pure; only known values pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from collector.web import order
from collector.web.order import MAIN, Order

_LONGEST = 100


class Query(NamedTuple):
    """A path and its query; `link` makes the same with changes, for sorting and filtering."""

    path: str
    values: dict[str, str]

    def free(self, name: str, default: str = "") -> str:
        """A free text, without surrounding blanks, not endlessly long."""
        return self.values.get(name, default).strip()[:_LONGEST]

    def one_of(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """One of these words; anything else is the default."""
        value = self.values.get(name, default)
        return value if value in allowed else default

    def number(self, name: str, allowed: Sequence[int], default: int) -> int:
        """One of these numbers."""
        return int(self.one_of(name, [str(n) for n in allowed], str(default)))

    @property
    def page(self) -> int:
        """Which page of a long list, from 1."""
        value = self.values.get("page", "1")
        return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else 1

    def order(self, columns: Mapping[str, bool], default: str, name: str = MAIN) -> Order:
        """How a table is to be sorted; `columns`: each with its own way (RISES or FALLS)."""
        return order.order(self.values, columns, default, name)

    def others(self, *own: str) -> list[tuple[str, str]]:
        """What a form must carry along: all that it does not ask for itself, but for the page."""
        return [(k, v) for k, v in self.values.items() if v and k not in (*own, "page")]

    def link(self, **changes: str | int | None) -> str:
        """This page with other values; None or an empty text leaves one out."""
        kept = {**self.values, **{k: str(v or "") for k, v in changes.items()}}
        told = {name: value for name, value in kept.items() if value}
        return f"{self.path}?{urlencode(told)}" if told else self.path

    def sorted_by(self, asked: Order, column: str) -> str:
        """The link of a column's heading: sort by it, or turn its order round."""
        changes = {**asked.turned(column), **({"page": None} if asked.name == MAIN else {})}
        return self.link(**changes)


def is_row(number: int) -> bool:
    """Whether a table can have a row of this number: no database looks for a larger one."""
    return 0 < number < 1 << 31


def ours(path: str, default: str) -> str:
    """A path of our own pages to go to; anything that leads elsewhere is the default."""
    inside = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if inside else default


def parse(path: str, query: str) -> Query:
    """The query of a URL: the last value of each name."""
    return Query(path, dict(parse_qsl(query)))


class Pages(NamedTuple):
    """Where in a long list a page stands."""

    page: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row on this page, from 1; 0 if there is none."""
        return min(self.total, (self.page - 1) * self.size + 1)

    @property
    def last_row(self) -> int:
        """The number of the last row on this page."""
        return min(self.total, self.page * self.size)

"""Lists of assets: filtered, sorted and cut into pages by the database. Within a scope."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)

from collector.organisation.scope import Scope
from collector.store.state import called
from collector.store.state.fleet import STANDINGS, Lens, covered, in_use, standing_of, tally
from collector.store.state.schema import asset, asset_key, fact


class Asked(NamedTuple):
    """Which assets are wanted; an empty text asks for all. `order` is a field of Asset."""

    org: str = ""
    site: str = ""
    kind: str = ""
    standing: str = ""
    text: str = ""
    order: str = "standing"
    down: bool = False


class Asset(NamedTuple):
    """One line of a list of assets."""

    id: str
    host: str
    org: str
    site: str
    kind: str
    last_seen: int
    contradiction: str | None
    breaches: int
    gaps: int
    unknowns: int
    meets: int
    standing: str
    hostname: str | None

    @property
    def called(self) -> str | None:
        """What it calls itself now, if otherwise."""
        return called.otherwise(self.id, self.host, self.hostname)


def listed(
    connection: Connection, lens: Lens, asked: Asked, limit: int, offset: int
) -> tuple[list[Asset], int]:
    """A page of the assets that were asked for, and how many there are on all pages."""
    query = _wanted(lens, asked)
    total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    page = connection.execute(_ordered(query, asked).limit(limit).offset(offset))
    return [Asset(*row) for row in page], total


def _wanted(lens: Lens, asked: Asked) -> Select[Any]:
    told = tally(lens.presence)
    standing = standing_of(told, lens.now).label("standing")
    plain = [asset.c[name] for name in Asset._fields[:7]]
    sums = [func.coalesce(told.c[name], 0).label(name) for name in Asset._fields[7:11]]
    query = (
        select(*plain, *sums, standing, called.HOSTNAME.label("hostname"))
        .select_from(asset.outerjoin(told, told.c.asset == asset.c.id))
        .where(in_use(lens))
    )
    for name in ("org", "site", "kind"):
        if value := getattr(asked, name):
            query = query.where(asset.c[name] == value)
    if asked.standing:
        query = query.where(standing == asked.standing)
    return query.where(_named_like(asked.text)) if asked.text else query


def _named_like(text: str) -> ColumnElement[bool]:
    """Its name, here or as it calls itself now, holds the text, its id begins with it, a serial of
    it holds it, or an address begins with it.
    """
    ways = [name.icontains(text, autoescape=True) for name in (asset.c.host, called.HOSTNAME)]
    if _ADDRESS.fullmatch(text):
        ways.append(_has_address(text.casefold()))
    if not _IPV4.fullmatch(text):  # whose bare digits would be found in many a serial
        plain = "".join(c for c in text.casefold() if c.isalnum())
        value = asset_key.c.value.icontains(plain or text, autoescape=True)
        keys = select(asset_key.c.asset).where(asset_key.c.kind != "agent", value)
        ways += [asset.c.id.istartswith(text, autoescape=True), asset.c.id.in_(keys)]
    return or_(*ways)


def _has_address(text: str) -> ColumnElement[bool]:
    """An interface has an address that begins so; a whole one must end there too.

    Addresses are no evidence of identity, so they are no keys: they are looked for in the text of
    the facts, one row for each asset, found by its primary key.
    """
    whole = text.count(".") == 3 and not text.endswith(".")
    content = cast(fact.c.content, String)
    begins = [f"{before}{text}{'/' if whole else ''}" for before in ('"', " ")]
    here = (fact.c.asset == asset.c.id) & (fact.c.section == "interfaces")
    return exists().where(here, or_(*(content.contains(b, autoescape=True) for b in begins)))


_ADDRESS = re.compile(r"[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*")
_IPV4 = re.compile(r"[0-9]+\.[0-9.]*")
"""What an address, or the beginning of one, looks like."""


def _ordered(query: Select[Any], asked: Asked) -> Select[Any]:
    """In the order asked for, then by name."""
    column: Any = query.selected_columns[asked.order]
    if asked.order == "standing":
        column = case({name: n for n, name in enumerate(STANDINGS)}, value=column)
    elif asked.order in ("host", "site", "kind"):
        column = func.lower(column)
    return query.order_by(column.desc() if asked.down else column, func.lower(asset.c.host))


def places(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """The (council, site) pairs at which there are assets."""
    query = select(asset.c.org, asset.c.site).where(covered(scope), asset.c.state == "in_use")
    return sorted((row.org, row.site) for row in connection.execute(query.distinct()))


def kinds(connection: Connection, scope: Scope) -> list[str]:
    """The kinds of assets there are."""
    query = select(asset.c.kind).where(covered(scope), asset.c.state == "in_use").distinct()
    return sorted(connection.scalars(query))

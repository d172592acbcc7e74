"""Facts, present and past."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from agent.report import Facts, SectionFacts
from collector.store.state.bounds import keep_newest
from collector.store.state.schema import fact, fact_history

SECTIONS = 64
"""Sections that are kept of one asset: a machine tells a dozen. Names beyond are passed by."""
PAST = 50
"""Past values of one section."""

# Statements that every batch asks are made once: making one takes longer than asking it.
_OF: BindParameter[str] = bindparam("of")
_NAME: BindParameter[str] = bindparam("name")
_PRESENT = select(fact.c.section, fact.c.content).where(fact.c.asset == _OF)
_NAMES = select(fact.c.section).where(fact.c.asset == _OF)
_SECTION = (fact.c.asset == _OF) & (fact.c.section == _NAME)
_BEFORE = select(fact.c.content, fact.c.since, fact.c.seen).where(_SECTION)


def present(connection: Connection, asset_id: str) -> Facts:
    """An asset's present facts."""
    rows = connection.execute(_PRESENT, {"of": asset_id})
    return {row.section: row.content for row in rows}


def sections(
    connection: Connection, asset_id: str, names: Collection[str] | None = None
) -> list[Any]:
    """An asset's present facts as rows: section, content, since, seen. `names`: these alone."""
    query = select(fact).where(fact.c.asset == asset_id)
    if names is not None:
        query = query.where(fact.c.section.in_(sorted(names)))
    return list(connection.execute(query))


def knows(connection: Connection, asset_id: str, section: str) -> bool:
    """Whether an asset has told a section of facts."""
    here = (fact.c.asset == asset_id) & (fact.c.section == section)
    return connection.execute(select(fact.c.seen).where(here)).first() is not None


def take_back(connection: Connection, asset_id: str, taken: Mapping[str, int]) -> None:
    """Sections (with when they were told) that were another asset's, unless told again since."""
    for name, seen in taken.items():
        here = (fact.c.asset == asset_id) & (fact.c.section == name) & (fact.c.seen == seen)
        if connection.execute(delete(fact).where(here)).rowcount:
            _restore(connection, asset_id, name, seen)


def _restore(connection: Connection, asset_id: str, name: str, until: int) -> None:
    """A section as it was until a moment, if it was there."""
    past = fact_history.c
    here = (past.asset == asset_id) & (past.section == name) & (past.until == until)
    row = connection.execute(select(fact_history).where(here).order_by(past.id.desc())).first()
    if row is not None:
        values = {"content": row.content, "since": row.since, "seen": row.since}
        connection.execute(insert(fact).values(asset=asset_id, section=name, **values))
        connection.execute(delete(fact_history).where(past.id == row.id))


def store(connection: Connection, asset_id: str, facts: Facts, at: int) -> list[str]:
    """Keep these sections as of `at`; the names of those that changed."""
    kept = set(connection.scalars(_NAMES, {"of": asset_id})) if facts else set()
    changed = []
    for name, content in facts.items():
        if name in kept:
            if _change(connection, asset_id, name, content, at):
                changed.append(name)
        elif len(kept) < SECTIONS:
            _begin(connection, asset_id, name, content, at)
            kept.add(name)
            changed.append(name)
    return changed


def _begin(
    connection: Connection, asset_id: str, name: str, content: SectionFacts, at: int
) -> None:
    values = {"asset": asset_id, "section": name, "content": content, "since": at, "seen": at}
    connection.execute(insert(fact).values(**values))


def _change(
    connection: Connection, asset_id: str, name: str, content: SectionFacts, at: int
) -> bool:
    here = (fact.c.asset == asset_id) & (fact.c.section == name)
    before = connection.execute(_BEFORE, {"of": asset_id, "name": name}).one()
    if at < before.seen:  # an old batch that was long on its way
        return False
    if before.content == content:
        connection.execute(update(fact).where(here).values(seen=at))
        return False
    connection.execute(
        insert(fact_history).values(
            asset=asset_id, section=name, content=before.content, since=before.since, until=at
        )
    )
    past = fact_history.c
    keep_newest(connection, fact_history, (past.asset == asset_id) & (past.section == name), PAST)
    connection.execute(update(fact).where(here).values(content=content, since=at, seen=at))
    return True

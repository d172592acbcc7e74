"""Facts, present and past; the newest samples; failing probes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from agent.report import Block, Facts, ProbeError, SectionFacts
from collector.store.state.schema import fact, fact_history, latest, probe_error

# Statements that every batch asks are made once: making one takes longer than asking it.
_OF: BindParameter[str] = bindparam("of")
_NAME: BindParameter[str] = bindparam("name")
_PRESENT = select(fact.c.section, fact.c.content).where(fact.c.asset == _OF)
_ANY = select(fact.c.section).where(fact.c.asset == _OF).limit(1)
_SECTION = (fact.c.asset == _OF) & (fact.c.section == _NAME)
_BEFORE = select(fact.c.content, fact.c.since, fact.c.seen).where(_SECTION)
_SEEN = select(fact.c.seen).where(_SECTION)
_NEWEST = select(latest).where(latest.c.asset == _OF)
_TIMES = select(latest.c.measurement, latest.c.at).where(latest.c.asset == _OF)
_SAMPLE = (latest.c.asset == _OF) & (latest.c.measurement == _NAME)
_AT = select(latest.c.at).where(_SAMPLE)
_RENEW = update(latest).where(_SAMPLE)
_FAILING = select(probe_error.c.probe, probe_error.c.last).where(probe_error.c.asset == _OF)
_ERROR = (probe_error.c.asset == _OF) & (probe_error.c.probe == _NAME)
_AGAIN = update(probe_error).where(_ERROR)
_OVER = delete(probe_error).where(_ERROR)


def present(connection: Connection, asset_id: str) -> Facts:
    """An asset's present facts."""
    rows = connection.execute(_PRESENT, {"of": asset_id})
    return {row.section: row.content for row in rows}


def sections(connection: Connection, asset_id: str) -> list[Any]:
    """An asset's present facts as rows: section, content, since, seen."""
    return list(connection.execute(select(fact).where(fact.c.asset == asset_id)))


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
    return [
        name for name, content in facts.items() if _keep(connection, asset_id, name, content, at)
    ]


def _keep(connection: Connection, asset_id: str, name: str, content: SectionFacts, at: int) -> bool:
    here = (fact.c.asset == asset_id) & (fact.c.section == name)
    before = connection.execute(_BEFORE, {"of": asset_id, "name": name}).first()
    if before is None:
        values = {"asset": asset_id, "section": name, "content": content, "since": at, "seen": at}
        connection.execute(insert(fact).values(**values))
        return True
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
    connection.execute(update(fact).where(here).values(content=content, since=at, seen=at))
    return True


def newest(connection: Connection, asset_id: str) -> dict[str, Any]:
    """Measurement -> its newest row: at (UTC s) and rows of tags and fields."""
    found = connection.execute(_NEWEST, {"of": asset_id})
    return {row.measurement: row for row in found}


def keep_newest(connection: Connection, asset_id: str, blocks: list[Block]) -> None:
    """Keep the last step of each measurement, unless a newer one is known."""
    found = _last(blocks)
    if not found:
        return
    known = {row.measurement: row.at for row in connection.execute(_TIMES, {"of": asset_id})}
    fresh = [
        {"asset": asset_id, "measurement": name, "at": at, "rows": rows}
        for name, (at, rows) in found.items()
        if name not in known
    ]
    newer = [
        {"of": asset_id, "name": name, "at": at, "rows": rows}
        for name, (at, rows) in found.items()
        if name in known and known[name] <= at
    ]
    if fresh:
        connection.execute(insert(latest), fresh)
    if newer:
        connection.execute(_RENEW, newer)


def _last(blocks: list[Block]) -> dict[str, tuple[int, list[dict[str, Any]]]]:
    found: dict[str, tuple[int, list[dict[str, Any]]]] = {}
    for block in sorted(blocks, key=lambda b: b.start):
        at = block.start + (block.steps - 1) * block.step
        fresh: dict[str, list[dict[str, Any]]] = {}
        for series in block.series:
            values = {name: column[-1] for name, column in series.fields.items()}
            told = {name: value for name, value in values.items() if value is not None}
            if told:
                fresh.setdefault(series.measurement, []).append(
                    {"tags": series.tags, "fields": told}
                )
        found.update({measurement: (at, rows) for measurement, rows in fresh.items()})
    return found


def clear_errors(connection: Connection, asset_id: str, told: Mapping[str, int]) -> None:
    """A probe that told something fails no more: `told` has its name and when (UTC s)."""
    failing = connection.execute(_FAILING, {"of": asset_id})
    over = [{"of": asset_id, "name": p} for p, last in failing if last <= told.get(p, -1)]
    if over:
        connection.execute(_OVER, over)


def note_errors(connection: Connection, asset_id: str, errors: list[ProbeError]) -> None:
    """Note failing probes, but for those that have told something since."""
    for error in errors:
        if not _told_since(connection, asset_id, error):
            _set_error(connection, asset_id, error)


def _told_since(connection: Connection, asset_id: str, error: ProbeError) -> bool:
    here = {"of": asset_id, "name": error.probe}
    told = (connection.scalar(_AT, here), connection.scalar(_SEEN, here))
    return any(at is not None and at > error.at for at in told)


def _set_error(connection: Connection, asset_id: str, error: ProbeError) -> None:
    at, here = int(error.at), {"of": asset_id, "name": error.probe}
    if connection.execute(_AGAIN, {**here, "message": error.message, "last": at}).rowcount == 0:
        values = {"asset": asset_id, "probe": error.probe, "message": error.message}
        connection.execute(insert(probe_error).values(**values, since=at, last=at))

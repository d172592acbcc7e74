"""Facts, present and past; the newest samples; events; failing probes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from agent.report import Block, Event, Facts, ProbeError, SectionFacts
from collector.store.state.schema import event, fact, fact_history, latest, probe_error


def present(connection: Connection, asset_id: str) -> Facts:
    """An asset's present facts."""
    rows = connection.execute(
        select(fact.c.section, fact.c.content).where(fact.c.asset == asset_id)
    )
    return {row.section: row.content for row in rows}


def store(connection: Connection, asset_id: str, facts: Facts, at: int) -> list[str]:
    """Keep these sections as of `at`; the names of those that changed."""
    return [
        name for name, content in facts.items() if _keep(connection, asset_id, name, content, at)
    ]


def _keep(connection: Connection, asset_id: str, name: str, content: SectionFacts, at: int) -> bool:
    here = (fact.c.asset == asset_id) & (fact.c.section == name)
    before = connection.execute(
        select(fact.c.content, fact.c.since, fact.c.seen).where(here)
    ).first()
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
    found = connection.execute(select(latest).where(latest.c.asset == asset_id))
    return {row.measurement: row for row in found}


def keep_newest(connection: Connection, asset_id: str, blocks: list[Block]) -> None:
    """Keep the last step of each measurement, unless a newer one is known."""
    for measurement, (at, rows) in _last(blocks).items():
        here = (latest.c.asset == asset_id) & (latest.c.measurement == measurement)
        known = connection.scalar(select(latest.c.at).where(here))
        values = {"at": at, "rows": rows}
        if known is None:
            connection.execute(
                insert(latest).values(asset=asset_id, measurement=measurement, **values)
            )
        elif known <= at:
            connection.execute(update(latest).where(here).values(**values))


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


def add_events(connection: Connection, asset_id: str, events: list[Event]) -> None:
    """Keep what happened."""
    rows = [
        {"asset": asset_id, "at": int(e.at), "kind": e.kind, "detail": e.detail} for e in events
    ]
    if rows:
        connection.execute(insert(event), rows)


def set_errors(
    connection: Connection, asset_id: str, errors: list[ProbeError], told: set[str]
) -> None:
    """Note failing probes; a probe that told something (`told`: its name) fails no more."""
    if told:
        connection.execute(
            delete(probe_error).where(
                probe_error.c.asset == asset_id, probe_error.c.probe.in_(sorted(told))
            )
        )
    for error in errors:
        _set_error(connection, asset_id, error)


def _set_error(connection: Connection, asset_id: str, error: ProbeError) -> None:
    here = (probe_error.c.asset == asset_id) & (probe_error.c.probe == error.probe)
    at = int(error.at)
    done = connection.execute(
        update(probe_error).where(here).values(message=error.message, last=at)
    )
    if done.rowcount == 0:
        connection.execute(
            insert(probe_error).values(
                asset=asset_id, probe=error.probe, message=error.message, since=at, last=at
            )
        )

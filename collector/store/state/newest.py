"""The newest sample of each measurement, for health rules and pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from agent.report import Block
from collector.store.state.schema import latest

MEASUREMENTS = 64
"""Measurements that are kept of one asset: a machine tells a dozen. Names beyond are passed by."""

# Statements that every batch asks are made once: making one takes longer than asking it.
_OF: BindParameter[str] = bindparam("of")
_NAME: BindParameter[str] = bindparam("name")
_NEWEST = select(latest).where(latest.c.asset == _OF)
_TIMES = select(latest.c.measurement, latest.c.at).where(latest.c.asset == _OF)
_RENEW = update(latest).where((latest.c.asset == _OF) & (latest.c.measurement == _NAME))


def of(connection: Connection, asset_id: str) -> dict[str, Any]:
    """Measurement -> its newest row: at (UTC s) and rows of tags and fields."""
    found = connection.execute(_NEWEST, {"of": asset_id})
    return {row.measurement: row for row in found}


def keep(connection: Connection, asset_id: str, blocks: list[Block]) -> None:
    """Keep the last step of each measurement, unless a newer one is known."""
    found = _last(blocks)
    if not found:
        return
    known = {row.measurement: row.at for row in connection.execute(_TIMES, {"of": asset_id})}
    fresh = [
        {"asset": asset_id, "measurement": name, "at": at, "rows": rows}
        for name, (at, rows) in found.items()
        if name not in known
    ][: max(0, MEASUREMENTS - len(known))]
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

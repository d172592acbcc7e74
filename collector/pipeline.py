"""What happens to a batch, in order. Read this file first.

A batch comes in through `accept`: its times are corrected once, then it goes into the journal.
Only when the journal has it on disk is it acknowledged.

Everything after that follows the journal. `catch_up` takes the next records and applies each:

1. identity names the asset the sender speaks for,
2. its facts, newest samples, events and failing probes go into the state,
3. the judge looks at the asset; a changed verdict becomes a flip.

The state remembers the position it has applied, in the same transaction as what it applied. So
kill -9 at any moment loses nothing that was acknowledged, and doubles nothing: the next start
goes on from that position. What cannot be applied is noted and passed by; it stays in the journal.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from agent.catalogue import Catalogue, unknown_names
from agent.report import Batch, Block, Column, Facts, ProbeError, Series
from collector import clock
from collector.naming import Naming
from collector.organisation.chart import Organisation
from collector.outage import said_goodbye
from collector.sifting import sifted
from collector.sources.push.intake import Delivery, RefusedError
from collector.store.journal import Entry, Journal, JournalError, Record, batch_of
from collector.store.state import agents, assets, facts, notes

GROUP = 100
"""Records applied in one transaction."""
UNKNOWN_NAMES = "unknown names"
"""Stands in for a probe's name where a batch names what this collector does not know."""

Judge = Callable[[Connection, str, int], None]
_UNFIT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
    SQLAlchemyError,
)
"""What a record can be at fault for: a spoiled body, values that nothing was made for."""


class Accepted(NamedTuple):
    """A batch is durable: at which position, or None if it was here already; its time shift."""

    position: int | None
    shift: clock.Shift


class Pipeline:
    """The journal on one side, the state on the other, and the steps between them."""

    def __init__(
        self,
        journal: Journal,
        engine: Engine,
        organisation: Callable[[], Organisation],
        names: Catalogue,
        judge: Judge,
    ) -> None:
        self._journal = journal
        self._engine = engine
        self._naming = Naming(organisation)
        self._names = names
        self._judge = judge

    async def accept(self, delivery: Delivery, *, trusted: bool) -> Accepted:
        """Make a batch durable. Raises RefusedError (503) if the journal cannot take it.

        `trusted`: whether our own clock can be believed; if not, nothing is corrected by it.
        """
        batch = delivery.batch
        shift = clock.correct(batch.clock, delivery.sent, delivery.received)
        if not trusted:
            shift = clock.Shift(0.0, "distrusted", 0.0)
        entry = Entry(
            batch.agent,
            batch.clock.boot,
            batch.seq,
            delivery.received,
            shift.seconds,
            shift.quality,
            delivery.body,
        )
        try:
            return Accepted(await self._journal.append(entry), shift)
        except JournalError as error:
            raise RefusedError(503, "not_durable", str(error), 60) from None

    def catch_up(self) -> int:
        """Apply the next records of the journal to the state; how many there were."""
        with self._engine.begin() as connection:
            position = notes.get(connection, notes.APPLIED) or 0
            records = self._journal.after(position, GROUP)
            for record in records:
                self._apply_safely(connection, record)
            if records:
                notes.put(connection, notes.APPLIED, records[-1].position)
        return len(records)

    def _apply_safely(self, connection: Connection, record: Record) -> None:
        """One record must not stop the line: what cannot be applied is noted, and passed by."""
        try:
            with connection.begin_nested():
                self._apply(connection, record)
        except OperationalError:  # the database itself: the disk is full, say; try again later
            raise
        except _UNFIT as error:
            reason = f"kept at position {record.position}, not applied: {error!r}"
            values = {"at": record.received, "agent": record.agent, "address": "", "status": 200}
            agents.note_refusal(connection, {**values, "reason": reason[:500]})

    def _apply(self, connection: Connection, record: Record) -> None:
        sender = agents.find(connection, record.agent)
        if sender is None or sender.revoked is not None:
            return
        told = batch_of(record)
        batch = sifted(told, self._names)
        asset_id = self._naming.asset_of(connection, sender, batch.facts, record.received)
        changed = self._keep(connection, asset_id, batch, unknown_names(told, self._names))
        if sender.asset and changed:
            self._naming.look_again(connection, sender, asset_id, record.received)
        if sender.asset:
            self._naming.note_rivals(connection, sender, asset_id, record.received)
        if not batch.facts and not facts.present(connection, asset_id):
            agents.want_facts(connection, sender.id)
        self._note_seen(connection, asset_id, record, batch)
        self._judge(connection, asset_id, record.received)

    def _keep(
        self, connection: Connection, asset_id: str, batch: Batch, unknown: list[str]
    ) -> list[str]:
        """Facts, samples, events and failures; the names of the sections that changed."""
        facts.keep_newest(connection, asset_id, batch.blocks)
        facts.add_events(connection, asset_id, batch.events)
        errors = list(batch.errors)
        if unknown:
            errors.append(ProbeError(batch.clock.wall, UNKNOWN_NAMES, ", ".join(unknown)[:500]))
        changed = facts.store(connection, asset_id, batch.facts, int(batch.clock.wall))
        facts.clear_errors(connection, asset_id, _told(batch))
        facts.note_errors(connection, asset_id, errors)
        return changed

    def _note_seen(
        self, connection: Connection, asset_id: str, record: Record, batch: Batch
    ) -> None:
        """Last seen is when it came, by our clock: what it holds may be days old."""
        values: dict[str, Any] = {"last_seen": record.received, "state": "in_use"}
        known = assets.get(connection, asset_id)
        if known is None or known.told is None or known.told <= batch.clock.wall:
            values |= {"told": int(batch.clock.wall), **_clocks(record, batch.facts)}
            values["stopped"] = said_goodbye(batch.events)
        assets.change(connection, asset_id, **values)
        agents.seen(connection, record.agent, record.received, told=bool(batch.facts))


def _told(batch: Batch) -> dict[str, int]:
    """What told something, by the name of its probe, and when (UTC s)."""
    told = {name: int(batch.clock.wall) for name in batch.facts}
    for block in batch.blocks:
        for series in block.series:
            at = _last_told(block, series)
            told[series.measurement] = max(at, told.get(series.measurement, at))
    return told


def _last_told(block: Block, series: Series) -> int:
    """The last moment at which a series has a value (UTC s)."""
    columns = series.fields.values()
    steps = range(block.steps - 1, -1, -1)
    return next((block.start + i * block.step for i in steps if _any_at(columns, i)), 0)


def _any_at(columns: Iterable[Column], step: int) -> bool:
    return any(column[step] is not None for column in columns)


def _clocks(record: Record, told: Facts) -> dict[str, float]:
    """What the newest batch says of its sender's clock and start."""
    values: dict[str, float] = {}
    booted = _booted(told)
    if booted is not None:
        values["booted"] = int(booted + record.shift)
    if record.quality in ("good", "corrected"):
        values["clock_offset"] = record.shift
    return values


def _booted(told: Facts) -> float | None:
    system = told.get("os", {})
    value = system.get("booted") if isinstance(system, dict) else None
    return float(value) if isinstance(value, (int, float)) else None

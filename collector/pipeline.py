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
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError

from agent.catalogue import Catalogue
from agent.report import Batch
from collector import clock
from collector.organisation.chart import Organisation
from collector.outage import said_goodbye
from collector.sources.push.intake import Delivery, RefusedError
from collector.steps import ailing
from collector.steps.hearing import Heard, clocks, hear, told_by
from collector.steps.naming import Naming
from collector.steps.refit import refit
from collector.steps.stumbling import Stumbling
from collector.store.journal import Journal, JournalError
from collector.store.record import Entry, Record
from collector.store.state import agents, assets, events, facts, failing, newest, notes, refusals
from collector.store.state.agents import Agent
from collector.store.state.database import reader
from collector.store.state.reach import is_lost
from collector.tally import Refusal

GROUP = 100
"""Records applied in one transaction."""
Judge = Callable[[Connection, str, int], None]
_UNFIT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
    DataError,
    IntegrityError,
)
"""What a record is at fault for: a spoiled body, values that nothing was made for.

Of anything else it is tried out whether the record is at fault or the database: see `stumbling`.
"""


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
        own: Callable[[], clock.Own] = clock.Own,
    ) -> None:
        """`own` is our clock. Without one it is never believed: all stands as it was received."""
        self._journal = journal
        self._engine = engine
        self._naming = Naming(organisation)
        self._names = names
        self._judge = judge
        self._stumbling = Stumbling()
        self._own = own

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

    def heard_until(self, now: int) -> int:
        """Up to when (UTC s) all that came is applied: now, unless the journal is ahead of us."""
        with reader(self._engine).connect() as connection:
            position = notes.get(connection, notes.APPLIED) or 0
        waiting = self._journal.after(position, 1)
        return min(now, waiting[0].entry.received) if waiting else now

    def catch_up(self) -> int:
        """Apply the next records of the journal to the state; how many there were."""
        with self._engine.begin() as connection:
            position = notes.get(connection, notes.APPLIED) or 0
            records = self._stumbling.apart(self._journal.after(position, GROUP))
            for record in records:
                self._apply_safely(connection, record)
            if records:
                notes.put(connection, notes.APPLIED, records[-1].position)
        return len(records)

    def _apply_safely(self, connection: Connection, record: Record) -> None:
        """One record must not stop the line: what cannot be applied is noted, and passed by."""
        try:
            with connection.begin_nested():
                self._apply(connection, record.entry)
        except _UNFIT as error:
            _pass_by(connection, record, error)
        except Exception as error:  # of any kind: what is at fault is tried out
            if is_lost(error) or not self._stumbling.is_hopeless(record):
                raise  # nothing of this group is kept, and it is tried again, this one apart
            _pass_by(connection, record, error)

    def _apply(self, connection: Connection, entry: Entry) -> None:
        sender = agents.find(connection, entry.agent)
        if sender is None or sender.revoked is not None:
            return
        heard = hear(entry, self._names, self._own())
        asset_id = self._naming.asset_of(connection, sender, heard)
        boot = heard.batch.clock.boot
        agents.seen(connection, sender, heard.came, boot, heard.began)
        if asset_id is None:  # nobody can tell whose it is
            return
        self._keep(connection, asset_id, heard.batch)
        self._note_seen(connection, asset_id, heard)
        self._ask(connection, sender, asset_id, heard)
        self._judge(connection, asset_id, heard.came)

    def _keep(self, connection: Connection, asset_id: str, batch: Batch) -> None:
        """Facts, samples, events and failures."""
        newest.keep(connection, asset_id, batch.blocks)
        events.add(connection, asset_id, batch.id, batch.events)
        wall = int(batch.clock.wall)
        refit(connection, asset_id, batch.facts, wall)
        ailing.tell(connection, asset_id, batch.facts, wall)
        facts.store(connection, asset_id, batch.facts, wall)
        failing.clear(connection, asset_id, told_by(batch))
        failing.note(connection, asset_id, batch.errors)

    def _note_seen(self, connection: Connection, asset_id: str, heard: Heard) -> None:
        """Last seen is when it came, by our clock: what it holds may be days old.

        It never goes back: a record of a time when our clock was behind knows no better.
        """
        known, wall = assets.get(connection, asset_id), int(heard.batch.clock.wall)
        values: dict[str, Any] = {"last_seen": heard.came, "state": assets.IN_USE}
        if known is not None:
            values["last_seen"] = max(known.last_seen, heard.came)
        if known is None or known.told is None or known.told <= wall:
            values |= {"told": wall, **clocks(heard)}
            values["stopped"] = said_goodbye(heard.batch.events)
        assets.change(connection, asset_id, **values)

    def _ask(self, connection: Connection, sender: Agent, asset_id: str, heard: Heard) -> None:
        """An asset without its system's facts can be judged by no rule: ask for all of them."""
        if heard.batch.facts:
            agents.told(connection, sender.id)
        elif not facts.knows(connection, asset_id, "os"):
            agents.ask(connection, sender, heard.came)


def _pass_by(connection: Connection, record: Record, error: Exception) -> None:
    why = f"kept at position {record.position}, not applied: {error!r}"
    refusals.note(
        connection,
        Refusal(True, record.entry.agent, "", 200, refusals.NOT_APPLIED, why[:500]),
        1,
        record.entry.received,
    )

"""The mail room's turn: flips are sorted, letters written and queued, the queue delivered.

Whatever a letter tells is marked as told in the transaction that queues it: kill -9 at any moment
neither loses a letter nor writes it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine

from collector.alerts import alert, digest, due, gathering
from collector.alerts.delivery import deliver
from collector.alerts.desk import Desk
from collector.alerts.sorting import QUIET, Recent, Sorted, sort
from collector.folder.config import Settings
from collector.judge.flip import Flip
from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.outage import Outage
from collector.standards.rulebook import Rulebook
from collector.store.state import away, flips, notes, people, verdicts
from collector.store.state.people import Person
from collector.words import doubts
from collector.words.text import ZONE, text_for


class Post:
    """Turns what changed into mail, and sees it on its way. Not for two threads at once."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        rulebook: Rulebook,
        organisation: Callable[[], Organisation],
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._rulebook = rulebook
        self._organisation = organisation
        self._desk = Desk(settings, rulebook, organisation)

    @property
    def address(self) -> str:
        """Where readers reach the pages, for the links in mail."""
        return self._desk.address

    @address.setter
    def address(self, address: str) -> None:
        self._desk.address = address.rstrip("/")

    def turn(self, now: int, trusted: bool) -> int:
        """One turn; how many mails left. With a clock that is not trusted nothing is mailed."""
        if not trusted:
            return 0
        with self._engine.begin() as connection:
            self._sort(connection, now)
        with self._engine.begin() as connection:
            self._digest(connection, now)
        return deliver(self._engine, self._settings, now)

    def _sort(self, connection: Connection, now: int) -> None:
        pending = flips.pending(connection)
        if not pending:
            return
        found = sort(
            pending,
            {rule.id: rule for rule in self._rulebook.rules},
            now,
            lambda site, org, since: gathering.outage(connection, site, org, since),
            _recent(connection, pending, now),
        )
        self._alert(connection, found.alerts, now)
        for outage, _ in found.outages:
            self._outage(connection, outage, now)
        _write_fates(connection, found, now)

    def _alert(self, connection: Connection, group: Sequence[Flip], now: int) -> None:
        """One letter for each reader, of what is theirs to see."""
        for person in people.readers(connection):
            theirs = [flip for flip in group if Scope(person.org).covers(flip.org)]
            if theirs:
                text = text_for(person.lang)
                tell = self._desk.telling(connection, text)
                written = alert.breach(text, theirs, tell, self._desk.link_to(theirs))
                self._desk.queue(connection, person, "alert", written, now)

    def _outage(self, connection: Connection, outage: Outage, now: int) -> None:
        link = f"{self._desk.address}/council/{outage.org}"
        for person in people.readers(connection):
            if Scope(person.org).covers(outage.org):
                text = text_for(person.lang)
                name = self._desk.site(text, outage.site)
                written = alert.outage(text, name, outage, link, now)
                self._desk.queue(connection, person, "silence", written, now)
        notes.put(connection, notes.OUTAGE + outage.site, now)

    def _digest(self, connection: Connection, now: int) -> None:
        set_for, last = self._settings.digest, notes.get(connection, notes.DIGESTED)
        if not due.is_due(now, last, set_for.day, set_for.time, ZONE):
            return
        readers = people.readers(connection)
        if not readers or (last is None and not verdicts.any_there(connection)):
            return
        for person in readers:
            self._digest_for(connection, person, now)
        flips.told(connection, now)
        away.told(connection, [row.id for row in away.untold(connection)], now)
        notes.put(connection, notes.LOST_TOLD, notes.get(connection, notes.LOST) or 0)
        notes.put(connection, notes.DIGESTED, now)

    def _digest_for(self, connection: Connection, person: Person, now: int) -> None:
        text, scope = text_for(person.lang), Scope(person.org)
        presence = tuple(r.id for r in self._rulebook.rules if r.group == "presence")
        written = digest.compose(
            text,
            self._desk.place(text, person.org),
            person.org is None,
            gathering.news(
                connection,
                self._organisation(),
                scope,
                presence,
                now,
                lambda site: self._desk.site(text, site),
                lambda asset: f"{self._desk.address}/asset/{asset}",
                lambda stored: doubts.told(text, stored),
            ),
            self._desk.telling(connection, text),
            lambda org: self._desk.council(text, org),
            f"{self._desk.address}/",
        )
        self._desk.queue(connection, person, "digest", written, now)


def _recent(connection: Connection, pending: Sequence[Flip], now: int) -> Recent:
    """What was mailed a short while ago."""
    sites = {flip.site for flip in pending}
    mailed = {site: notes.get(connection, notes.OUTAGE + site) or 0 for site in sites}
    told = {site for site, at in mailed.items() if at > now - QUIET}
    return Recent(flips.mailed_since(connection, now - QUIET), frozenset(told))


def _write_fates(connection: Connection, found: Sorted, now: int) -> None:
    mailed = [*found.alerts, *(flip for _, group in found.outages for flip in group)]
    flips.set_mailed(connection, [flip.id for flip in mailed], now)
    for fate, group in (
        (flips.DIGEST, found.digest),
        (flips.HELD, found.held),
        (flips.NONE, found.none),
    ):
        flips.set_fate(connection, [flip.id for flip in group], fate)

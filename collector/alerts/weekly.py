"""The digest's turn: once a week it is gathered, written to each reader, and noted as told."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from collector.alerts import digest, due, gathering
from collector.alerts.desk import Desk
from collector.folder.config import Settings
from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.standards.rulebook import Rulebook
from collector.store.state import away, flips, newcomers, notes, outages, people, verdicts
from collector.store.state.people import Person
from collector.words import doubts
from collector.words.text import ZONE, text_for


class Weekly:
    """Writes the digests when they are due, at the desk of the mail room."""

    def __init__(
        self,
        settings: Settings,
        rulebook: Rulebook,
        organisation: Callable[[], Organisation],
        desk: Desk,
    ) -> None:
        self._settings = settings
        self._rulebook = rulebook
        self._organisation = organisation
        self._desk = desk

    def turn(self, connection: Connection, now: int) -> None:
        """Write the digest to each reader, if it is due; and note that all of it is told."""
        set_for, last = self._settings.digest, notes.get(connection, notes.DIGESTED)
        if not due.is_due(now, last, set_for.day, set_for.time, ZONE):
            return
        readers = people.readers(connection)
        if not readers or (last is None and not verdicts.any_there(connection)):
            return
        for person in readers:
            self._write(connection, person, now)
        flips.told(connection, now)
        away.told(connection, [row.id for row in away.untold(connection)], now)
        outages.told(connection, now)
        newcomers.told(connection, now)
        notes.put(connection, notes.LOST_TOLD, notes.get(connection, notes.LOST) or 0)
        notes.put(connection, notes.ASIDE_TOLD, notes.get(connection, notes.ASIDE) or 0)
        notes.put(connection, notes.DIGESTED, now)

    def _write(self, connection: Connection, person: Person, now: int) -> None:
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

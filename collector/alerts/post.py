"""The mail room's turn: flips are sorted, letters written and queued, the queue delivered.

Whatever a letter tells is marked as told in the transaction that queues it: kill -9 at any moment
neither loses a letter nor writes it twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from collector.alerts import alert, digest, due, gathering, letter
from collector.alerts.delivery import deliver
from collector.alerts.letter import Item, Letter
from collector.alerts.sorting import Outage, sort
from collector.alerts.telling import tell
from collector.config import Settings
from collector.judge.flip import Flip
from collector.organisation import Organisation
from collector.rulebook import Rulebook
from collector.scope import Scope
from collector.store.state import assets, away, flips, mails, notes, people, verdicts
from collector.store.state.people import Person
from collector.text import Text, text_for

_SITE_NOTE = "outage mailed: "


class Post:
    """Turns what changed into mail, and sees it on its way."""

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
        self.address = settings.pages.address or f"http://{settings.pages.listen}"

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
        rules = {rule.id: rule for rule in self._rulebook.rules}
        told = {f.site: notes.get(connection, _SITE_NOTE + f.site) or 0 for f in pending}
        found = sort(
            pending,
            rules,
            now,
            lambda site, org, since: gathering.outage(connection, site, org, since),
            told,
        )
        self._alert(connection, found.alerts, now)
        for outage, group in found.outages:
            self._outage(connection, outage, group, now)
        for fate, group in (
            (flips.MAIL, found.alerts + tuple(f for _, g in found.outages for f in g)),
            (flips.DIGEST, found.digest),
            (flips.HELD, found.held),
            (flips.NONE, found.none),
        ):
            flips.set_fate(connection, [flip.id for flip in group], fate)

    def _alert(self, connection: Connection, group: Sequence[Flip], now: int) -> None:
        """One letter for each reader, of what is theirs to see."""
        for person in people.readers(connection):
            theirs = [flip for flip in group if Scope(person.org).covers(flip.org)]
            if theirs:
                text = text_for(person.lang)
                written = alert.breach(
                    text, theirs, self._telling(connection, text), self._link(theirs)
                )
                self._queue(connection, person, "alert", written, now)

    def _outage(
        self, connection: Connection, outage: Outage, group: Sequence[Flip], now: int
    ) -> None:
        for person in people.readers(connection):
            if Scope(person.org).covers(outage.org):
                text = text_for(person.lang)
                link = f"{self.address}/council/{outage.org}"
                name = self._site(outage.site, text)
                written = alert.outage(text, name, outage, group, link, now)
                self._queue(connection, person, "silence", written, now)
        notes.put(connection, _SITE_NOTE + outage.site, now)

    def _digest(self, connection: Connection, now: int) -> None:
        set_for = self._settings.digest
        last = notes.get(connection, notes.DIGESTED)
        zone = ZoneInfo(self._settings.timezone)
        if not due.is_due(now, last, set_for.day, set_for.time, zone):
            return
        readers = people.readers(connection)
        if not readers or (last is None and not assets.any_judged(connection)):
            return
        untold = [row.id for row in away.untold(connection)]
        up_to = flips.newest_sorted(connection)
        for person in readers:
            self._digest_for(connection, person, now)
        flips.told(connection, up_to, now)
        away.told(connection, untold, now)
        notes.put(connection, notes.DIGESTED, now)

    def _digest_for(self, connection: Connection, person: Person, now: int) -> None:
        text, organisation = text_for(person.lang), self._organisation()
        presence = tuple(r.id for r in self._rulebook.rules if r.group == "presence")
        news = gathering.news(connection, organisation, Scope(person.org), presence, now)
        council = organisation.councils.get(person.org or "")
        place = (council.name if council else organisation.name).in_(person.lang)
        written = digest.compose(
            text, place, news, self._telling(connection, text), f"{self.address}/"
        )
        self._queue(connection, person, "digest", written, now)

    def _telling(self, connection: Connection, text: Text) -> Callable[[Flip], Item]:
        def telling(flip: Flip) -> Item:
            verdict = verdicts.one(connection, flip.asset, flip.rule)
            rule = self._rulebook.rule(flip.rule)
            return tell(text, flip, self._site(flip.site, text), rule, verdict, self.address)

        return telling

    def _site(self, site: str, text: Text) -> str:
        known = self._organisation().sites.get(site)
        return known.name.in_(text.lang) if known else site

    def _link(self, group: Sequence[Flip]) -> str:
        one = len({flip.asset for flip in group}) == 1
        return f"{self.address}/asset/{group[0].asset}" if one else f"{self.address}/breaches"

    def _queue(
        self, connection: Connection, person: Person, kind: str, written: Letter, now: int
    ) -> None:
        values = {
            "message_id": f"<{uuid.uuid4().hex}@mkaguzi>",
            "kind": kind,
            "recipient": person.email,
            "org": person.org,
            "lang": person.lang,
            "subject": written.subject,
            "plain": letter.plain(written),
            "html": letter.html(written),
        }
        mails.add(connection, values, now)

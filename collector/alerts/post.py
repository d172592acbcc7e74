"""The mail room's turn: flips are sorted, letters written and queued, the queue delivered.

Whatever a letter tells is marked as told in the transaction that queues it: kill -9 at any moment
neither loses a letter nor writes it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Engine

from collector.alerts import alert, sites
from collector.alerts.delivery import deliver
from collector.alerts.desk import Desk
from collector.alerts.quiet import LOOK_BACK, Past, Stir, past
from collector.alerts.sorting import Dark, Sorted, sort
from collector.alerts.weekly import Weekly
from collector.folder.config import Settings
from collector.judge.flip import Flip
from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.standards.rulebook import Rulebook
from collector.store.state import flips, people, running
from collector.store.state.outages import Kept
from collector.words.text import text_for


class Post:
    """Turns what changed into mail, and sees it on its way. Not for two threads at once."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        rulebook: Rulebook,
        organisation: Callable[[], Organisation],
        heard: Callable[[int], int] = lambda now: now,
    ) -> None:
        """`heard` says up to when, at a moment (UTC s), all that came is applied."""
        self._heard = heard
        self._engine = engine
        self._settings = settings
        self._rulebook = rulebook
        self._desk = Desk(settings, rulebook, organisation)
        self._weekly = Weekly(settings, rulebook, organisation, self._desk)

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
        try:
            self._write(now)
        finally:  # what cannot be worded stops no mail that is written
            left = deliver(self._engine, self._settings, now)
        return left

    def _write(self, now: int) -> None:
        with self._engine.begin() as connection:
            watch = sites.look(connection, now, self._heard(now))
            for kept, before in watch.due:
                self._outage(connection, kept, before, now)
            self._sort(connection, watch.dark, now)
        with self._engine.begin() as connection:
            self._weekly.turn(connection, now)

    def _sort(self, connection: Connection, dark: Dark, now: int) -> None:
        pending = flips.pending(connection)
        if not pending:
            return
        pasts = Pasts(connection, now)
        rules = {rule.id: rule for rule in self._rulebook.rules}
        found = sort(pending, rules, now, dark, lambda flip: pasts.of(flip).until)
        self._alert(connection, found.alerts, pasts, now)
        _write_fates(connection, found, now)

    def _alert(self, connection: Connection, group: Sequence[Flip], pasts: Pasts, now: int) -> None:
        """One letter for each reader, of what is theirs to see."""
        for person in people.readers(connection):
            theirs = [flip for flip in group if Scope(person.org).covers(flip.org)]
            if theirs:
                text = text_for(person.lang)
                tell = self._desk.telling(connection, text)
                link = self._desk.link_to(theirs)
                written = alert.breach(text, theirs, tell, link, pasts.of)
                self._desk.queue(connection, person, "alert", written, now)

    def _outage(self, connection: Connection, kept: Kept, before: Past, now: int) -> None:
        link = f"{self._desk.address}/council/{kept.org}"
        outage = running.outage_now(connection, kept)
        for person in people.readers(connection):
            if Scope(person.org).covers(kept.org):
                text = text_for(person.lang)
                name = self._desk.site(text, kept.site)
                written = alert.outage(text, name, outage, link, now, before)
                self._desk.queue(connection, person, "silence", written, now)


class Pasts:
    """What lies before the mails that are to be written, by the verdict; each read once."""

    def __init__(self, connection: Connection, now: int) -> None:
        self._connection = connection
        self._since = now - LOOK_BACK
        self._known: dict[tuple[str, str], Past] = {}

    def of(self, flip: Flip) -> Past:
        """The past of a flip's verdict."""
        if flip.key not in self._known:
            stirs = flips.stirs(self._connection, flip.key, self._since)
            self._known[flip.key] = past([Stir(*one) for one in stirs])
        return self._known[flip.key]


def _write_fates(connection: Connection, found: Sorted, now: int) -> None:
    flips.set_mailed(connection, [flip.id for flip in (*found.alerts, *found.with_site)], now)
    for fate, group in (
        (flips.DIGEST, found.digest),
        (flips.HELD, found.held),
        (flips.NONE, found.none),
    ):
        flips.set_fate(connection, [flip.id for flip in group], fate)

"""Where letters are written: names and links in the reader's language, and the queue beneath."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from collector.alerts import letter, telling
from collector.alerts.letter import Letter
from collector.alerts.telling import Tell, Told
from collector.folder import address
from collector.folder.config import Settings
from collector.judge.flip import Flip
from collector.organisation.chart import Organisation
from collector.standards.rulebook import Rulebook
from collector.store.state import mails, verdicts
from collector.store.state.people import Person
from collector.words.plain import plain
from collector.words.text import Text

LONGEST = 200
"""Letters of a subject: it names what a machine tells, which may be of any length."""


class Desk:
    """Words a flip for a reader, and queues what was written."""

    def __init__(
        self, settings: Settings, rulebook: Rulebook, organisation: Callable[[], Organisation]
    ) -> None:
        self._sender = settings.mail.sender
        self._rulebook = rulebook
        self._organisation = organisation
        self.address = address.of_pages(settings)

    def telling(self, connection: Connection, text: Text) -> Tell:
        """What words a flip, with the verdict as it is now."""

        def tell(flip: Flip) -> Told:
            verdict = verdicts.one(connection, flip.asset, flip.rule)
            rule = self._rulebook.rule(flip.rule)
            return telling.tell(text, flip, self.site(text, flip.site), rule, verdict, self.address)

        return tell

    def site(self, text: Text, code: str) -> str:
        """A site's name."""
        known = self._organisation().sites.get(code)
        return known.name.in_(text.lang) if known else code

    def council(self, text: Text, code: str) -> str:
        """A council's name."""
        known = self._organisation().councils.get(code)
        return known.name.in_(text.lang) if known else code

    def place(self, text: Text, org: str | None) -> str:
        """The name of what a reader sees: a council, or the region."""
        return self._organisation().name.in_(text.lang) if org is None else self.council(text, org)

    def link_to(self, flips: Sequence[Flip]) -> str:
        """The page of the one asset; of breaches, where there are several."""
        one = len({flip.asset for flip in flips}) == 1
        return f"{self.address}/asset/{flips[0].asset}" if one else f"{self.address}/breaches"

    def queue(
        self, connection: Connection, person: Person, kind: str, written: Letter, now: int
    ) -> int:
        """Queue a letter for somebody; the mail's id."""
        values = {
            "message_id": message_id(self._sender),
            "kind": kind,
            "recipient": person.email,
            "org": person.org,
            "lang": person.lang,
            "subject": plain(written.subject, LONGEST),
            "plain": letter.plain(written),
            "html": letter.html(written),
        }
        return mails.add(connection, values, now)


def message_id(sender: str) -> str:
    """A new one. It never changes again, so that who gets a mail twice sees it once."""
    return f"<{uuid.uuid4().hex}@{sender.rpartition('@')[2] or 'mkaguzi'}>"

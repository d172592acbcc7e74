"""One request as a page's handler sees it: whose eyes, which language, what time it is."""

from __future__ import annotations

from typing import NamedTuple

from litestar.di import NamedDependency

from collector.organisation.scope import Scope
from collector.standards.rulebook import Rulebook
from collector.store.state.fleet import Lens
from collector.store.state.people import Person
from collector.web import cookies, forms, query
from collector.web.house import House
from collector.web.query import Query
from collector.web.session import AnyRequest
from collector.words.text import LANGUAGES, Text, text_for


class Visit(NamedTuple):
    """Who asks (None: nobody signed in), for what, in which language, when (UTC s)."""

    house: House
    person: Person | None
    query: Query
    text: Text
    now: int
    form_token: str

    @property
    def scope(self) -> Scope:
        """What this reader may see: admins and the Secretariat all, a council's viewer its own."""
        if self.person is None:
            raise PermissionError("nobody is signed in")
        return Scope(None if self.person.role == "admin" else self.person.org)

    @property
    def lens(self) -> Lens:
        """The reader's eyes on the register."""
        return Lens(self.scope, presence(self.house.rulebook), self.now)

    @property
    def admin(self) -> bool:
        """Whether the reader is an admin."""
        return self.person is not None and self.person.role == "admin"


TheVisit = NamedDependency[Visit]
"""The visit, as a handler asks for it."""


def presence(rulebook: Rulebook) -> tuple[str, ...]:
    """The rules that judge silence."""
    return tuple(rule.id for rule in rulebook.rules if rule.group == "presence")


def of(request: AnyRequest) -> Visit:
    """The visit a request is."""
    house: House = request.app.state.house
    asked = query.parse(request.url.path, request.url.query)
    kept = forms.seed(request)
    return Visit(
        house,
        request.user,
        asked,
        text_for(_language(request, asked)),
        house.now(),
        cookies.form_token(kept) if kept else "",
    )


def _language(request: AnyRequest, asked: Query) -> str:
    if request.user is not None:
        return str(request.user.lang)
    told = asked.one_of("lang", LANGUAGES)
    return told or request.headers.get("accept-language", "en")[:2]

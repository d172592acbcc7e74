"""The ports that were got, kept for the next run and for commands beside the collector.

Beside a second copy the port that is set is taken, so a run gets another one. Agents and bookmarks
know that one: the next run asks for it first, unless the setting was changed meanwhile.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, Engine

from collector.folder import address
from collector.folder.config import Settings
from collector.serve import ports
from collector.serve.turnstile import Turnstile
from collector.store.state import notes
from collector.store.state.database import reader


class Place(NamedTuple):
    """A listener: its table in the settings, and the notes of the port it got and was set to."""

    table: str
    got: str
    asked: str

    def listens(self, settings: Settings) -> str:
        """The address that is set for it."""
        return str(getattr(settings, self.table).listen)


PAGES = Place("pages", notes.PAGES_PORT, notes.PAGES_ASKED)
AGENTS = Place("agents", notes.AGENTS_PORT, notes.AGENTS_ASKED)


def listen(place: Place, engine: Engine, settings: Settings, *, or_next: bool) -> Turnstile:
    """A listening socket; with `or_next`, on the port it got last, or on a free one.

    Raises PortError.
    """
    with reader(engine).connect() as connection:
        first = last(connection, place, settings) if or_next else None
    name = f"[{place.table}] listen"
    return ports.listen(place.listens(settings), name, or_next=or_next, first=first)


def keep(connection: Connection, place: Place, settings: Settings, bound: Turnstile) -> None:
    """Keep the port it got."""
    notes.put(connection, place.got, ports.port_of(bound))
    notes.put(connection, place.asked, address.split(place.listens(settings))[1])


def last(connection: Connection, place: Place, settings: Settings) -> int | None:
    """The port it got last, if the same one is set as then."""
    asked = address.split(place.listens(settings))[1]
    same = notes.get(connection, place.asked) == asked
    return notes.get(connection, place.got) if same else None


def pages(connection: Connection, settings: Settings) -> str:
    """The pages' address for people, as of the run there is, or of the last one."""
    return address.of_pages(settings, last(connection, PAGES, settings))


def agents(connection: Connection, settings: Settings) -> str:
    """Where agents reach the collector: `host:port`, as of the run there is, or of the last one."""
    return address.of_agents(settings, last(connection, AGENTS, settings))

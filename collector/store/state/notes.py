"""Single values by name: the pipeline's position, the last sign of life, the last digest."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from collector.store.state.schema import note

APPLIED = "applied"
"""The journal's position up to which the state is made."""
ALIVE = "alive"
"""When the collector last gave a sign of life, UTC s."""
CLEAN = "clean"
"""When it was last stopped by a person, UTC s."""
DIGESTED = "digested"
"""For when the last digest was due, UTC s."""
PAGES_PORT = "pages port"
"""Where the pages of the running collector, or of the last one, listen."""
PAGES_ASKED = "pages port asked"
"""Which port was set for them then."""
AGENTS_PORT, AGENTS_ASKED = "agents port", "agents port asked"
"""The same of the agents' door."""
TRUSTED = "trusted"
"""The journal's position up to which times of receipt are wrong: our clock was ahead."""
DOUBTED = "doubted"
"""While our clock is not believed, and until what was stored meanwhile is put right: the moment
that stands for all of that time, UTC s (see `clock.Own.told`). Otherwise 0."""
OUTAGE = "outage mailed: "
"""Before a site's code: when its outage was mailed last, UTC s."""
_MOMENTS = (ALIVE, CLEAN, DIGESTED)
LOST = "lost"
"""Records of the journal that went unread, past its bound, in all."""
LOST_TOLD = "lost told"
"""How many of them a digest has told."""

ASIDE = "journal set aside"
"""When the journal was damaged and a new one begun, UTC s."""
ASIDE_LOST = "journal set aside lost"
"""Records of it that had not been applied; -1: it does not tell how many."""
ASIDE_TOLD = "journal set aside told"
"""What ASIDE was when a digest told of it."""


def get(connection: Connection, name: str) -> int | None:
    """A note as a whole number; None if it was never made."""
    value = connection.scalar(select(note.c.value).where(note.c.name == name))
    return None if value is None else int(value)


def put(connection: Connection, name: str, value: int) -> None:
    """Make or change a note."""
    done = connection.execute(update(note).where(note.c.name == name).values(value=str(value)))
    if done.rowcount == 0:
        connection.execute(insert(note).values(name=name, value=str(value)))


def set_aside_since(connection: Connection, moment: int) -> tuple[int, int] | None:
    """When the journal was set aside since a moment, and how many records were lost (-1: ?)."""
    at = get(connection, ASIDE)
    return None if at is None or at < moment else (at, get(connection, ASIDE_LOST) or 0)


def set_aside_untold(connection: Connection) -> tuple[int, int] | None:
    """The same where no digest has told of it; by which moment, for that may be a wrong one."""
    at = get(connection, ASIDE)
    if at is None or at == get(connection, ASIDE_TOLD):
        return None
    return at, get(connection, ASIDE_LOST) or 0


def add(connection: Connection, name: str, more: int) -> None:
    """Count on."""
    if more:
        put(connection, name, (get(connection, name) or 0) + more)


def put_right(connection: Connection, now: int) -> int:
    """Put the moments among them that are later than now to now; how many."""
    rows = connection.execute(select(note.c.name, note.c.value))
    late = [
        name
        for name, value in rows
        if (name in _MOMENTS or name.startswith(OUTAGE)) and int(value) > now
    ]
    for name in late:
        put(connection, name, now)
    return len(late)

"""What a collector finds when it starts: its state must be whole, its journal need not be.

Without the state nothing is known, so a damaged one is refused, with the remedy. What a damaged
journal held is in the state already, but for its last records: it is set aside, and that is told.
"""

from __future__ import annotations

import logging

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from collector.folder.config import Settings
from collector.store import damage, journal_file
from collector.store.damage import DamagedError
from collector.store.journal import Journal
from collector.store.journal_file import Aside
from collector.store.state import agents, notes
from collector.store.state.database import open_state, reader

_LOG = logging.getLogger(__name__)


def sound_state(settings: Settings) -> Engine:
    """The state, opened. Raises DamagedError."""
    file = settings.state_file
    if file is not None and (why := damage.look(file)):
        raise DamagedError(damage.of_state(file, why))
    try:
        return open_state(settings.database_url)
    except DatabaseError as error:
        if file is None or not damage.is_damage(error):
            raise
        raise DamagedError(damage.of_state(file, str(error.orig))) from None


def journal_of(settings: Settings, engine: Engine, now: int) -> Journal:
    """The journal that goes with a state; a new one, where it is damaged. Raises DamagedError."""
    file = settings.data / "journal.db"
    with reader(engine).connect() as connection:
        applied = notes.get(connection, notes.APPLIED) or 0
        empty = not agents.any_there(connection)
    aside = journal_file.mended(file, now)
    if aside is not None:
        _tell(engine, aside, now)
    journal = Journal(file, max(applied, aside.last or 0 if aside else 0))
    if empty and journal.last() is not None:
        journal.close()
        raise DamagedError(
            f"{file} holds batches, and the state knows no agent: it was lost, or is another's. "
            "Restore a backup into a new folder (mkaguzi --data NEW restore FILE); or, to begin "
            f"anew all the same, move {file} away"
        )
    return journal


def note_set_aside(journal: Journal, engine: Engine, now: int) -> None:
    """Note what the journal set aside while it was open."""
    while journal.set_aside:
        _tell(engine, journal.set_aside.pop(0), now)


def _tell(engine: Engine, aside: Aside, now: int) -> None:
    with engine.begin() as connection:
        applied = notes.get(connection, notes.APPLIED) or 0
        lost = -1 if aside.last is None else max(0, aside.last - applied)
        notes.put(connection, notes.ASIDE, now)
        notes.put(connection, notes.ASIDE_LOST, lost)
    _LOG.error(
        "the journal is damaged (%s). It is set aside as %s and a new one begun; %s of its records "
        "had not been applied",
        aside.why,
        aside.name,
        "nobody knows how many" if lost < 0 else lost,
    )

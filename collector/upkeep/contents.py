"""All that a collector has in its data folder, opened at its start and held until its end."""

from __future__ import annotations

from contextlib import ExitStack
from typing import NamedTuple

from sqlalchemy import Engine

from collector.clock import BUILD
from collector.folder import opening, tls
from collector.folder.config import Settings
from collector.organisation.chart import EXAMPLE
from collector.organisation.region import Region
from collector.standards.rulebook import Rulebook
from collector.store.journal import Journal
from collector.store.state.reach import Reach
from collector.upkeep import waking


class Contents(NamedTuple):
    """What officers wrote, and what the collector keeps."""

    region: Region
    rulebook: Rulebook
    engine: Engine
    journal: Journal


def opened(settings: Settings, now: int, held: ExitStack) -> Contents:
    """Open it; what is missing is made. Raises Problem.

    `now`: our clock, UTC s. Whatever stops the start, what is `held` is let go, the lock last.
    """
    opening.prepare(settings, EXAMPLE)
    held.callback(opening.Lock(settings.data).release)
    tls.prepare(settings.data / "tls", max(now, BUILD))
    region = Region(settings.organisation_file, opening.last_organisation(settings))
    rulebook = Rulebook(settings.data / "standards", opening.last_standards(settings))
    engine = waking.sound_state(settings)
    held.callback(engine.dispose)
    Reach(engine)
    journal = waking.journal_of(settings, engine, now)
    held.callback(journal.close)
    return Contents(region, rulebook, engine, journal)

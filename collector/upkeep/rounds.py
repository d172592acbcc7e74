"""What a collector does by the clock: each of these is called again and again, by `app`."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy import Engine

from collector.clock import BUILD
from collector.folder import tls
from collector.folder.config import Settings
from collector.organisation.region import Region
from collector.reception.intake import Reception
from collector.register import placing
from collector.standards.rulebook import Rulebook
from collector.steps.inspection import Inspector
from collector.store import trim
from collector.store.journal import Journal
from collector.store.state import notes
from collector.store.state.database import reader
from collector.upkeep import waking
from collector.upkeep.heart import Heart

_LOG = logging.getLogger(__name__)


class Rounds:
    """The rounds of one collector. With a clock that is not believed there are none but these:
    to look whether it can be believed again, and what is in the files.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        journal: Journal,
        intake: Reception,
        heart: Heart,
        inspector: Inspector,
        region: Region,
        rulebook: Rulebook,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._journal = journal
        self._intake = intake
        self._heart = heart
        self._inspector = inspector
        self._region = region
        self._rulebook = rulebook
        self._clock = clock
        self._anew = True
        """Whether all must be judged by the set in force: it may have changed while we were away,
        and after a change nothing (a clock in doubt, a database that is gone) may keep us from it.
        """

    def now(self) -> int:
        """Our clock, UTC s."""
        return int(self._clock())

    def beat(self) -> bool:
        """A sign of life, before anything that judges by time; whether our clock is believed."""
        self._heart.feel(self.now())
        self._intake.read_clock()  # where no records come, signs of life alone tell it
        own = self._intake.own()
        self._heart.beat(self.now(), own)
        waking.note_set_aside(self._journal, self._engine, self.now())
        return own.now is not None

    def look_again(self) -> None:
        """Read files that changed, and judge again what time alone can change."""
        trusted = self.beat()
        self._read_anew()
        if trusted:
            with self._engine.begin() as connection:
                placing.follow(connection, self._region(), self.now())
            self._inspector.sweep(self._engine, self.now(), whole=self._anew)
            self._anew = False

    def _read_anew(self) -> None:
        """Read what officers wrote. The log tells a fault once, when it is new."""
        known = self._faults()
        self._region.reload()
        self._anew |= self._rulebook.reload()
        for fault in self._faults():
            if fault not in known:
                _LOG.warning("a file is not in force, for it has a fault: %s", fault)

    def _faults(self) -> list[str]:
        return [*self._region.trouble.splitlines(), *map(str, self._rulebook.faults)]

    def look_at_all(self) -> None:
        """Judge every asset again."""
        if self.beat():
            self._inspector.sweep(self._engine, self.now(), whole=True)

    def trim(self) -> None:
        """Keep the journal to its window and its bound."""
        if not self.beat():
            return
        kept = self._settings.journal
        with reader(self._engine).connect() as connection:
            applied = notes.get(connection, notes.APPLIED) or 0
        gone = trim.trim(
            self._settings.data / "journal.db",
            self.now() - kept.days * 86_400,
            applied,
            int(kept.max_gib * (1 << 30)),
        )
        with self._engine.begin() as connection:
            notes.add(connection, notes.LOST, gone.lost)

    def renew(self) -> None:
        """Renew the agents' certificate before it ends; the listener takes it by itself."""
        tls.prepare(self._settings.data / "tls", max(self.now(), BUILD))

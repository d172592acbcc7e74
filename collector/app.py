"""The wiring: what a collector is made of, and what it does by the clock.

The only importer of APScheduler. Listeners are in `collector.serve`, the command in `cli.serve`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from collector import enrolment, heart, waking
from collector.alerts.post import Post
from collector.folder import opening, tls
from collector.folder.config import Settings
from collector.follower import Follower
from collector.inspection import Inspector
from collector.intake import House
from collector.organisation.region import Region
from collector.pipeline import Pipeline
from collector.sources.push.door import Door
from collector.standards.rulebook import NAMES, Rulebook
from collector.store import trim
from collector.store.state import notes
from collector.store.state.database import reader
from collector.words.text import ZONE

SWEEP_EVERY, POST_EVERY, WHOLE_SWEEP_EVERY, TRIM_EVERY = 60, 15, 3600, 3600
_QUIET = 600
"""Seconds after which time alone may change how an asset stands."""


class Collector:
    """One running collector, without its listeners. Raises Problem where it cannot start."""

    def __init__(self, settings: Settings) -> None:
        opening.prepare(settings)
        self._lock = opening.Lock(settings.data)
        self.settings = settings
        self.tls_folder = settings.data / "tls"
        tls.prepare(self.tls_folder, _now())
        self.region = Region(settings.organisation_file)
        self.rulebook = Rulebook(settings.data / "standards")
        try:
            self.engine = waking.sound_state(settings)
            self.journal = waking.journal_of(settings, self.engine, _now())
        except BaseException:
            self._lock.release()
            raise
        self.ended_absence, away = heart.come_back(self.engine, _now())
        self._inspector = Inspector(self.rulebook, away)
        self.pipeline = Pipeline(self.journal, self.engine, self.region, NAMES, self._judge)
        self._follower = Follower(self.pipeline.catch_up)
        self.intake = House(
            self.engine,
            self.journal,
            self.pipeline,
            tls.ca_pem(self.tls_folder),
            self._follower.wake,
        )
        self.door = Door(self.intake)
        self.post = Post(self.engine, settings, self.rulebook, self.region)
        self._schedule = _schedule()

    def _judge(self, connection: object, asset_id: str, now: int) -> None:
        if self.intake.distrust() is None:
            self._inspector.inspect(connection, asset_id, now)  # type: ignore[arg-type]

    def start(self) -> None:
        """Begin to follow the journal and the clock."""
        self._follower.start()
        self._every(heart.EVERY, self._beat)
        self._every(SWEEP_EVERY, self.look_again)
        self._every(WHOLE_SWEEP_EVERY, self._sweep_all)
        self._every(TRIM_EVERY, self._trim)
        self._every(POST_EVERY, self._post, "post")
        self._schedule.start()

    def _every(self, seconds: int, job: Callable[[], None], executor: str = "default") -> None:
        self._schedule.add_job(job, "interval", seconds=seconds, executor=executor)

    def every(self, seconds: int, job: Callable[[], None]) -> None:
        """Have something else done by the clock."""
        self._every(seconds, job)

    def _beat(self) -> None:
        if self.intake.distrust() is None:
            heart.beat(self.engine, _now())
        waking.note_set_aside(self.journal, self.engine, _now())

    def look_again(self) -> None:
        """Read files that changed, and judge again what time alone can change."""
        doubted = self.intake.distrust() is not None
        if doubted:
            self.intake.read_clock()
        self.region.reload()
        changed = self.rulebook.reload() or doubted
        if self.intake.distrust() is None:
            now = _now()
            self._inspector.sweep(self.engine, now, None if changed else now - _QUIET)

    def _sweep_all(self) -> None:
        if self.intake.distrust() is None:
            self._inspector.sweep(self.engine, _now(), None)

    def _trim(self) -> None:
        kept, now = self.settings.journal, _now()
        with reader(self.engine).connect() as connection:
            applied = notes.get(connection, notes.APPLIED) or 0
        if self.intake.distrust() is None:
            gone = trim.trim(
                self.settings.data / "journal.db",
                now - kept.days * 86_400,
                applied,
                int(kept.max_gib * (1 << 30)),
            )
            with self.engine.begin() as connection:
                notes.add(connection, notes.LOST, gone.lost)

    def _post(self) -> None:
        self.post.turn(_now(), self.intake.distrust() is None)

    def make_code(self, address: str, site: str, uses: int | None, hours: int, by: str) -> str:
        """An enrolment code by which agents reach this collector at `address`."""
        with self.engine.begin() as connection:
            return enrolment.make_code(
                connection,
                self.region(),
                site=site,
                uses=uses,
                hours=hours,
                by=by,
                now=_now(),
                address=address,
                fingerprint=tls.fingerprint(self.tls_folder),
            )

    def close(self) -> None:
        """Finish what is at hand, and note that a person stopped it."""
        if self._schedule.running:
            self._schedule.shutdown()
            self._follower.stop()
        self.journal.close()
        if self.intake.distrust() is None:
            heart.leave(self.engine, _now())
        self.engine.dispose()
        self._lock.release()


def _now() -> int:
    return int(time.time())


def _schedule() -> BackgroundScheduler:
    """Jobs of the state one after another; mail apart, for a server may let it wait."""
    executors = {"default": ThreadPoolExecutor(1), "post": ThreadPoolExecutor(1)}
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    return BackgroundScheduler(executors=executors, job_defaults=defaults, timezone=ZONE)

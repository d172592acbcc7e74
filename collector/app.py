"""The wiring: what a collector is made of, and what it does by the clock.

The only importer of APScheduler. Listeners are in `collector.serve`, the command in `cli.serve`.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from contextlib import ExitStack

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import Connection

from collector.absence import Away
from collector.alerts.post import Post
from collector.folder import tls
from collector.folder.config import Settings
from collector.pipeline import Pipeline
from collector.reception import new_code
from collector.reception.intake import Reception
from collector.sources.push.door import Door
from collector.standards.rulebook import NAMES
from collector.steps.follower import Follower
from collector.steps.inspection import Inspector
from collector.store.state.reach import patient
from collector.upkeep import contents, heart
from collector.upkeep.heart import Heart
from collector.upkeep.jumps import Jumps
from collector.upkeep.rounds import Rounds
from collector.words.text import ZONE

SWEEP_EVERY, POST_EVERY, HOURLY, DAILY = 60, 15, 3600, 86_400


class Collector:
    """One running collector, without its listeners. Raises Problem where it cannot start."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.settings = settings
        self._clock = clock
        self.tls_folder = settings.data / "tls"
        with ExitStack() as held:
            found = contents.opened(settings, self.now(), held)
            self._held = held.pop_all()
        self.region, self.rulebook, self.engine, self.journal = found
        self._heart = Heart(self.engine)
        self.pipeline = Pipeline(
            self.journal, self.engine, self.region, NAMES, self._judge, lambda: self.intake.own()
        )
        self._inspector = Inspector(
            self.rulebook, lambda: self._heart.absences, self.pipeline.heard_until
        )
        self._follower = Follower(self.pipeline.catch_up)
        self.intake = Reception(
            self.engine,
            self.journal,
            self.pipeline,
            tls.ca_pem(self.tls_folder),
            self._follower.wake,
            clock,
            settings.agents.moved_to,
        )
        self.door = Door(self.intake)
        self.post = Post(
            self.engine, settings, self.rulebook, self.region, self.pipeline.heard_until
        )
        self.rounds = self._rounds()
        self._schedule = _schedule()
        self._jumps = Jumps(self._hurry)

    def _rounds(self) -> Rounds:
        return Rounds(
            self.settings,
            self.engine,
            self.journal,
            self.intake,
            self._heart,
            self._inspector,
            self.region,
            self.rulebook,
            self._clock,
        )

    def now(self) -> int:
        """Our clock, UTC s."""
        return int(self._clock())

    def _judge(self, connection: Connection, asset_id: str, now: int) -> None:
        if self.intake.distrust() is None:
            self._inspector.inspect(connection, asset_id, now)

    @property
    def ended_absence(self) -> Away | None:
        """The absence that ended when it started."""
        return self._heart.ended

    def start(self) -> None:
        """Begin to follow the journal and the clock. Here an absence ends: a start that fails
        before it leaves no trace, and the absence goes on.
        """
        self.rounds.beat()
        self._follower.start()
        self._every(heart.EVERY, "sign of life", self.rounds.beat, "heart")
        self._every(SWEEP_EVERY, "what changed", self.rounds.look_again)
        self._every(HOURLY, "judging all", self.rounds.look_at_all)
        self._every(HOURLY, "trimming the journal", self.rounds.trim)
        self._every(DAILY, "renewing the certificate", self.rounds.renew)
        self._every(POST_EVERY, "mail", self._post, "post")
        self._schedule.start()
        self._jumps.start()

    def _every(
        self, seconds: int, name: str, job: Callable[[], object], executor: str = "default"
    ) -> None:
        self._schedule.add_job(patient(job), _Every(seconds), name=name, executor=executor)

    def every(self, seconds: int, name: str, job: Callable[[], None]) -> None:
        """Have something else done by the clock. `name`: what the log calls it where it fails."""
        self._every(seconds, name, job)

    def _hurry(self) -> None:
        """The clock was set: what was planned by it is planned anew, from now."""
        for job in self._schedule.get_jobs():
            job.modify(next_run_time=datetime.datetime.now(ZONE))

    def _post(self) -> None:
        self.post.turn(self.now(), self.intake.distrust() is None)

    def make_code(self, address: str, site: str, uses: int | None, hours: int, by: str) -> str:
        """An enrolment code by which agents reach this collector at `address`."""
        with self.engine.begin() as connection:
            return new_code.make_code(
                connection,
                self.region(),
                site=site,
                uses=uses,
                hours=hours,
                by=by,
                now=self.now(),
                address=address,
                fingerprint=tls.fingerprint(self.tls_folder),
            )

    def close(self, *, by_person: bool = False) -> None:
        """Finish what is at hand; and if a person stopped it while it ran, note that."""
        ran = self._schedule.running
        if ran:
            self._jumps.stop()
            self._schedule.shutdown()
            self._follower.stop()
        self.intake.close()
        if ran and by_person and self.intake.distrust() is None:
            patient(lambda: self._heart.stop(self.now()))()
        self._held.close()


class _Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Every so many seconds from the last run on.

    APScheduler's own counts each run that was missed: after the clock goes from 2009 to 2026 by
    NTP, 36 million of them.
    """

    def __init__(self, seconds: int) -> None:
        self._pause = datetime.timedelta(seconds=seconds)

    def __str__(self) -> str:
        return f"every {self._pause.total_seconds():.0f} s"

    def get_next_fire_time(
        self, _previous: datetime.datetime | None, now: datetime.datetime
    ) -> datetime.datetime:
        """When to run next."""
        return now + self._pause


def _schedule() -> BackgroundScheduler:
    """Jobs of the state one after another; mail apart, for a server may let it wait; signs of life
    apart, for they must not wait."""
    executors = {name: ThreadPoolExecutor(1) for name in ("default", "post", "heart")}
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    return BackgroundScheduler(executors=executors, job_defaults=defaults, timezone=ZONE)

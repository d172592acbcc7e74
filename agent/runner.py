"""The agent's life: sample on the grid, deliver in batches, stop cleanly.

One thread samples; another delivers, so that a link that stalls costs no sample. Times of the
schedule are monotonic: a clock that jumps moves nothing.
"""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from agent import __version__, clock, identity, status, store
from agent.batcher import Batcher, pack
from agent.gather import Gatherer, Told
from agent.identity import Identity
from agent.link import Link, trusting
from agent.probe import find
from agent.sender import Sender
from agent.settings import Settings
from agent.spool import Spool
from agent.trouble import Trouble

WARM_UP = 2.0
"""Seconds between the first two samples: shares of the processor's time need two."""
FAREWELL = 3.0
"""Seconds to deliver the last batch in, at a stop."""


class Runner:
    """One running agent."""

    def __init__(self, settings: Settings, who: Identity) -> None:
        self._state = settings.state
        self._who = who
        self._gatherer = Gatherer(find())
        self._told = Told(_known(settings.state))
        self._batcher = Batcher(who.agent, self._gatherer, self._told, clock.now)
        self._spool = Spool(settings.state / "spool", settings.spool_max)
        link = Link(who.address, trusting(who.ca))
        self._sender = Sender(who, link, self._spool, clock.now, settings.state / "refused")
        self._news = threading.Event()
        self._stopping = threading.Event()

    def run(self, stop: threading.Event) -> None:
        """Until `stop` is set. Raises Trouble if this is a copy of another machine."""
        self._refuse_copy()
        courier = threading.Thread(target=self._deliver, name="courier", daemon=True)
        courier.start()
        self._batcher.event("agent_started", {"version": __version__})
        self._batcher.sample()
        stop.wait(WARM_UP)
        self._batcher.sample()
        self._batch()
        self._loop(stop)
        self._batcher.event("agent_stopped", {"version": __version__})
        self._batch()
        self._stopping.set()
        courier.join(FAREWELL)
        self._tell()

    def _refuse_copy(self) -> None:
        marks = identity.birthmarks(Gatherer(find()).facts(time.time()))
        if identity.is_copy(self._who.born, marks):
            (self._state / "identity.json").rename(self._state / "identity.copied.json")
            raise Trouble(
                "this system was copied from another machine, so its identity was laid aside. "
                "Enrol this machine: mkaguzi-agent enrol CODE",
                identity.NOT_ENROLLED,
            )

    def _loop(self, stop: threading.Event) -> None:
        next_sample = time.monotonic() + self._sender.hints.sample
        # One batch right after the first whole step, so that a new machine shows at once how it
        # fares; from then on spread, for a site's machines are switched on together.
        next_batch = next_sample
        spread = random.uniform(0.5, 1.0)  # noqa: S311
        while not stop.wait(self._pause(next_sample)):
            hints = self._sender.hints
            if hints.facts:
                self._forget()
            urgent = False
            if time.monotonic() >= next_sample:
                urgent = self._batcher.sample()
                next_sample = _following(next_sample, hints.sample, time.monotonic())
            if time.monotonic() >= next_batch or hints.facts or urgent:
                self._batch()
                next_batch = time.monotonic() + spread * hints.batch
                spread = 1.0
            self._tell()

    def _pause(self, next_sample: float) -> float:
        return min(max(0.0, next_sample - time.monotonic()), 15.0)

    def _forget(self) -> None:
        """The collector wants all facts again."""
        self._told.known.clear()
        self._gatherer.all_due()
        self._sender.hints = self._sender.hints._replace(facts=False)

    def _batch(self) -> None:
        """Put a batch into the spool, then wake the courier."""
        batch = self._batcher.take(self._sender.hints.sample)
        self._spool.put(pack(batch), keep=bool(batch.facts or batch.events))
        if batch.facts:
            self._told.remember(batch.facts, batch.clock.wall)
            _keep(self._state, self._told)
        self._news.set()

    def _deliver(self) -> None:
        """The courier's life: deliver when there is news, wait as long as the sender says."""
        while not (self._stopping.is_set() and not self._news.is_set()):
            self._news.wait(1.0)
            if self._spool.names() and clock.monotonic() >= self._sender.not_before:
                self._news.clear()
                self._sender.deliver()
                self._tell()
            elif not self._spool.names() or self._stopping.is_set():
                self._news.clear()
        self._sender.close()

    def _tell(self) -> None:
        status.write(self._state, self._who, self._sender, self._spool, self._gatherer.failing)


def _following(planned: float, step: int, now: float) -> float:
    """The next place on the grid; after a sleep the grid starts again from now."""
    return planned + step if now < planned + step else now + step


def _known(state: Path) -> dict[str, tuple[str, float]]:
    content = store.load(state / "facts.json")
    pairs = content.items() if isinstance(content, dict) else ()
    return {str(name): (str(entry[0]), float(entry[1])) for name, entry in pairs}


def _keep(state: Path, told: Told) -> None:
    try:
        store.save(state / "facts.json", told.known)
    except OSError:  # they are sent once more after a restart: no harm
        return

"""The agent's life: sample on the grid, put batches into the spool, stop cleanly.

This thread samples; the courier's delivers, so that a link that stalls costs no sample.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from agent import __version__, chance, clock, status, told
from agent.batcher import Batcher, pack
from agent.delivery import identity
from agent.delivery.courier import Courier
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Sender
from agent.delivery.spool import Lost, Spool
from agent.gather import Gatherer
from agent.heard import Heard
from agent.inventory.inventory import Inventory
from agent.linux import uevents
from agent.probe import counters, find_samples
from agent.schedule import Schedule
from agent.settings import Settings
from agent.spokesman import Spokesman
from agent.trouble import Trouble
from agent.ups.watching import Watch
from agent.wishes import Wishes

WARM_UP = 2.0
"""Seconds between the first two samples: shares of the processor's time need two."""
FIRST_FACTS = 60.0
"""Seconds the first batch waits for the facts."""
FAREWELL = 3.0
"""Seconds to deliver the last batch in, at a stop."""


class Runner:
    """One running agent. `say` takes a line for whoever looks on; nothing to say is empty."""

    def __init__(
        self, settings: Settings, who: Identity, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self._say = say
        self._state = settings.state
        self._who = who
        self._attention = threading.Event()
        probes = find_samples()
        self._gatherer = Gatherer(probes)
        self._inventory = Inventory(clock.now, self._attention.set, names=settings.names)
        self._told = told.load(settings.state)
        self._new = not self._told.known
        if not self._new:
            self._inventory.remember(status.lasting(settings.state))
        self._batcher = Batcher(who.agent, self._gatherer, self._inventory, self._told, clock.now)
        self._spool = Spool(settings.state / "spool", settings.spool_max, counters(probes))
        trust, proxy = trusting(who.ca), settings.proxy
        road = Road(who, lambda address: Link(address, trust, proxy=proxy), self._keep)
        self._sender = Sender(who, road, self._spool, clock.now, settings.state / "refused")
        self._courier = Courier(self._sender, self._spool, clock.now, self._attention.set)
        self._heard = Heard(time.monotonic, self._attention.set)
        self._ups = Watch(time.monotonic)
        self._stopping = False
        self._lost = Lost()
        self._wishes = Wishes()
        self._spokesman = Spokesman(settings.state, who, self._sender, self._spool, say)

    def stop(self, why: str = "") -> None:
        """End soon, from any thread. `why`: what the system said, a kind in `agent.events`.

        It goes with the farewell, in one batch: of two, the newest is delivered first, and for the
        other there may be no time.
        """
        self._stopping = True
        if why:
            self._heard.announce(why)
        self._attention.set()

    def announce(self, kind: str) -> None:
        """Tell soon, from any thread, what the system said: a kind in `agent.events`."""
        self._heard.announce(kind)

    def run(self) -> None:
        """Until `stop`. Raises Trouble if this is a copy of another machine."""
        self._tell()
        self._refuse_copy()
        self._courier.start()
        uevents.watch(self._heard.device)
        self._batcher.event("agent_started", {"version": __version__})
        self._batcher.sample()
        self._await_facts()
        self._batcher.sample()
        self._batch()
        self._loop()
        self._inventory.stop()
        self._note_announced()
        self._batcher.event("agent_stopped", {"version": __version__})
        self._batch()
        self._courier.stop(FAREWELL)
        self._tell(stopped=self._courier.failure is None)
        if self._courier.failure is not None:
            raise self._courier.failure

    def _await_facts(self) -> None:
        """A machine's very first batch should tell what it is; but it waits for that no longer."""
        begun, most = time.monotonic(), FIRST_FACTS if self._new else WARM_UP
        self._look()
        while not self._stopping and (waited := time.monotonic() - begun) < most:
            if self._inventory.complete and waited >= WARM_UP:
                break
            self._attention.wait(WARM_UP if waited >= WARM_UP else WARM_UP - waited)
            self._attention.clear()

    def _look(self) -> None:
        """Have facts read that are due. For a new machine, or one that is asked, somebody waits."""
        self._inventory.soon(self._heard.sections())
        idle = not self._new and not self._sender.hints.facts
        self._inventory.look(self._told.hashes(time.time()), idle=idle)

    def _keep(self, who: Identity) -> None:
        """The collector is at another address, which has taken a batch."""
        with suppress(OSError):  # then it is found anew at the next start
            identity.save(self._state, who)
        self._say(f"the collector moved, and is at {who.address} now")

    def _refuse_copy(self) -> None:
        marks = identity.birthmarks(identity.look())
        if identity.is_copy(self._who.born, marks):
            identity.lay_aside(self._state)
            raise Trouble(
                "this system was copied from another machine, so its identity was laid aside. "
                "Enrol this machine: mkaguzi-agent enrol CODE",
                identity.NOT_ENROLLED,
            )

    def _loop(self) -> None:
        hints = self._sender.hints
        plan = Schedule(time.monotonic(), hints, chance.share(), new=self._new)
        while not self._stopping and self._courier.failure is None:
            self._attention.wait(self._pause(plan))
            self._attention.clear()
            if self._stopping:
                break
            plan.obey(self._sender.hints, time.monotonic())
            self._heed_wishes()
            self._look()
            news = self._heard.power() | self._ups.changed()
            now = news or plan.sample_is_due(time.monotonic())
            urgent = now and self._batcher.sample()
            urgent = urgent or self._inventory.has_news or self._heard.is_urgent
            if urgent or plan.batch_is_due(time.monotonic()):
                self._batch()
                plan.batched(time.monotonic())
            self._tell()

    def _pause(self, plan: Schedule) -> float:
        """Seconds until there is something to do."""
        pause, devices = plan.pause(time.monotonic()), self._heard.pause()
        return min(pause, self._ups.pause(), pause if devices is None else devices)

    def _heed_wishes(self) -> None:
        """All facts are told again where the collector asks for them, or some were lost."""
        asked, lost = self._sender.hints.facts, self._spool.lost_facts
        if self._wishes.heed(time.monotonic(), asked=asked, lost=lost):
            self._spool.lost_facts = False
            self._told.forget()
            self._inventory.all_due()

    def _batch(self) -> None:
        """Put a batch into the spool, then wake the courier."""
        self._note_losses()
        self._note_announced()
        batch, sections = self._batcher.take(self._sender.hints.sample)
        self._spool.put(pack(batch, sections), keep=bool(sections or batch.events))
        if sections:
            self._told.remember(sections, batch.clock.wall)
            told.save(self._state, self._told)
        self._courier.wake()

    def _note_announced(self) -> None:
        for kind in self._heard.announcements():
            self._batcher.event(kind, {})

    def _note_losses(self) -> None:
        """Whatever was lost is told: the collector's pages must not be silently thinner."""
        lost = self._spool.lost
        if lost != self._lost:
            self._batcher.event("batches_lost", {**lost.since(self._lost)})
            self._lost = lost

    def _tell(self, *, stopped: bool = False) -> None:
        failing = self._gatherer.failing | self._inventory.failing
        lasting = self._inventory.lasting
        self._spokesman.tell(failing, lasting, stopped=stopped)

"""Puts together what there is to tell: samples since the last batch, changed facts, events."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable

from agent import watch
from agent.gather import Gatherer
from agent.grid import Moment, blocks
from agent.inventory.inventory import Inventory
from agent.report import Batch, Clock, Event, Facts, Row
from agent.told import Told
from agent.wire import encode

LEVEL = 6
"""zlib's level: 9 wins 1 % for twice the time."""


class Batcher:
    """Collects until `take`, which makes one batch of it all."""

    def __init__(
        self,
        agent: str,
        gatherer: Gatherer,
        inventory: Inventory,
        told: Told,
        clock: Callable[[], Clock],
    ) -> None:
        self._agent = agent
        self._gatherer = gatherer
        self._inventory = inventory
        self._told = told
        self._clock = clock
        self._moments: list[Moment] = []
        self._last: Moment | None = None
        self._looked: Clock | None = None
        self._events: list[Event] = []
        self._seq = -1

    def sample(self) -> bool:
        """Read every sample probe once; whether it showed something that cannot wait."""
        clock = self._clock()
        moment = self._gatherer.sample(clock)
        self._moments.append(moment)
        last, self._last = self._last, moment
        return self._tell(watch.news(last, moment) if last else ()) | self._look(clock)

    def _look(self, clock: Clock) -> bool:
        """At the clock: whether it was set since the last look, which is an event."""
        last, self._looked = self._looked, clock
        return self._tell(watch.clock_news(last, clock) if last else ())

    def _tell(self, news: Iterable[watch.Urgent]) -> bool:
        urgent = list(news)
        for kind, detail in urgent:
            self.event(kind, detail)
        return bool(urgent)

    def event(self, kind: str, detail: Row) -> None:
        """Note that something of a kind in `agent.events` happened now."""
        self._events.append(Event(self._clock().wall, kind, detail))

    def take(self, step: int) -> Batch:
        """One batch of all that was collected, and of the facts that changed."""
        clock = self._clock()
        self._look(clock)  # a jump after the last sample: that bears the clock of before
        found = self._inventory.take()
        facts: Facts = self._told.news(found.facts, clock.wall)
        moments, self._moments = [*self._moments, Moment(int(clock.wall), found.readings)], []
        events, self._events = self._events, []
        return Batch(
            agent=self._agent,
            seq=self._number(clock),
            clock=clock,
            blocks=blocks([m for m in moments if m.readings], step),
            facts=facts,
            events=events,
            errors=self._gatherer.errors() + self._inventory.errors(),
        )

    def _number(self, clock: Clock) -> int:
        """Milliseconds since boot: grows within a boot, also over a kill, with nothing to keep."""
        self._seq = max(self._seq + 1, int(clock.mono * 1000))
        return self._seq


def pack(batch: Batch) -> bytes:
    """The batch as its body goes over the wire: JSON by zlib."""
    return zlib.compress(encode(batch), LEVEL)


def readdressed(body: bytes, agent: str) -> bytes:
    """A packed batch in another agent's name. Raises ValueError for what is none."""
    try:
        content = json.loads(zlib.decompress(body))
        plain = json.dumps({**content, "agent": agent}, separators=(",", ":"), ensure_ascii=False)
    except (zlib.error, TypeError) as error:
        raise ValueError(str(error)) from None
    return zlib.compress(plain.encode("utf-8", "replace"), LEVEL)

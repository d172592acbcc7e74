"""Puts together what there is to tell: samples since the last batch, changed facts, events."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from agent import watch
from agent.gather import Gatherer
from agent.grid import Moment, blocks
from agent.inventory.inventory import Inventory
from agent.report import Batch, Clock, Event, Row
from agent.sections import Section
from agent.told import Told
from agent.wire import packed, pieces, plain, unpacked


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
        clock = self._clock()
        self._look(clock)  # a jump is told before what came after it: it moves what was before
        self._events.append(Event(clock.wall, kind, detail))

    def take(self, step: int) -> tuple[Batch, dict[str, Section]]:
        """One batch of all that was collected, and the sections of facts to go with it."""
        clock = self._clock()
        self._look(clock)  # a jump after the last sample: that bears the clock of before
        found = self._inventory.take()
        sections = self._told.news(found.sections, clock.wall)
        moments, self._moments = [*self._moments, Moment(int(clock.wall), found.readings)], []
        events, self._events = self._events, []
        batch = Batch(
            agent=self._agent,
            seq=self._number(clock),
            clock=clock,
            blocks=blocks([m for m in moments if m.readings], step),
            facts={},
            events=events,
            errors=self._gatherer.errors() + self._inventory.errors(),
        )
        return batch, sections

    def _number(self, clock: Clock) -> int:
        """Milliseconds since boot: grows within a boot, also over a kill, with nothing to keep."""
        self._seq = max(self._seq + 1, int(clock.mono * 1000))
        return self._seq


def pack(batch: Batch, sections: Mapping[str, Section] = MappingProxyType({})) -> bytes:
    """The batch, and sections of facts besides its own, as its body goes over the wire."""
    own = {name: plain(content) for name, content in batch.facts.items()}
    return packed(pieces(batch, own | {name: one.json() for name, one in sections.items()}))


def readdressed(body: bytes, agent: str) -> bytes:
    """A packed batch in another agent's name. Raises ValueError for what is none."""
    try:
        content = json.loads(unpacked(body))
        changed = plain({**content, "agent": agent})
    except (zlib.error, TypeError) as error:
        raise ValueError(str(error)) from None
    return packed([changed])

"""Hundreds of a site's agents for tests: enrolled long ago, each with what waits on its disk."""

from __future__ import annotations

import http.client
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sqlalchemy import Engine

from agent.batcher import pack
from agent.delivery.identity import Identity
from agent.delivery.link import Link, trusting
from agent.delivery.road import Road
from agent.delivery.sender import Sender
from agent.delivery.spool import Spool
from agent.grid import Moment, Reading, blocks
from agent.report import Batch, Block, Clock
from collector.store.state import agents
from collector.tokens import hashed
from tests.standing import SITE

BOOTED = 86_400.0
"""Seconds since boot of each agent here when it begins."""
_STEP, _STEPS = 300, 3
_LATE = 0.001


def enrolled(engine: Engine, address: str, ca: str, count: int, now: float) -> list[Identity]:
    """So many agents of one site that the collector knows."""
    people = [Identity(f"{n:032x}", "s", address, ca, SITE, {}) for n in range(count)]
    known = {"version": "1", "enrolled": int(now), "previous": "", "site": SITE, "code": None}
    with engine.begin() as connection:
        for who in people:
            own = {"id": who.agent, "secret_hash": hashed(who.secret), "hostname": who.agent[-3:]}
            agents.add(connection, {**own, **known})
    return people


class Returned:
    """One agent's sending half; its clock is a simulated one that `sleep` moves, or is shared."""

    def __init__(self, who: Identity, state: Path, wall: Callable[[], float]) -> None:
        self._who, self._wall, self._begun = who, wall, wall() - BOOTED
        self._slept, self._seq = 0.0, 0
        trust = trusting(who.ca)
        road = Road(who, lambda address: Link(address, trust))
        self.spool = Spool(state, 1 << 20)
        self.sender = Sender(who, road, self.spool, self.clock, state / "refused")

    def clock(self) -> Clock:
        """Its clocks."""
        wall = self._wall() + self._slept
        return Clock(wall, wall - self._begun, "b")

    def pause(self) -> float:
        """Seconds until it may ask again."""
        return max(0.0, self.sender.not_before - self.clock().mono) + _LATE

    def sleep(self) -> None:
        """Until it may ask again."""
        self._slept += self.pause()

    def put(self, count: int = 1) -> None:
        """More batches wait: a quarter of an hour each, the newest made now."""
        for ago in reversed(range(count)):
            self._seq += 1
            now = self.clock()
            wall = now.wall - ago * _STEP * _STEPS
            made = now._replace(wall=wall, mono=now.mono - ago * _STEP * _STEPS)
            batch = Batch(self._who.agent, self._seq, made, _samples(wall), {}, [], [])
            self.spool.put(pack(batch), keep=False)


def _samples(until: float) -> list[Block]:
    reading = Reading("cpu", {"cpu": "cpu-total"}, {"usage_idle": 97.125, "usage_user": 1.5})
    first = int(until) - _STEP * _STEPS
    return blocks([Moment(first + n * _STEP, [reading]) for n in range(_STEPS)], _STEP)


class Waited(NamedTuple):
    """How long answers took, s: of a page, of a fresh batch."""

    pages: list[float]
    batches: list[float]

    def usual(self) -> tuple[float, float]:
        """The medians."""
        return median(self.pages), median(self.batches)


def somebody_else(pipe: Pipe, pages: str, who: Identity, state: Path) -> None:
    """A person and a machine beside them, in a process of its own.

    At a word they begin; at the next they end, and what they waited for answers is told.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when nobody asks any more
    agent = Returned(who, state, time.time)
    with suppress(EOFError):
        while pipe.recv():
            pipe.send("begun")
            told = Waited([], [])
            while not pipe.poll():
                told.pages.append(_timed(lambda: _page(pages)))
                agent.put()
                told.batches.append(_timed(lambda: _delivered(agent)))
            pipe.recv()
            pipe.send(told)
    agent.sender.close()


def _timed(what: Callable[[], None]) -> float:
    begun = time.monotonic()
    what()
    return time.monotonic() - begun


def _page(address: str) -> None:
    asking = http.client.HTTPConnection(address, timeout=60)
    asking.request("GET", "/sign-in")
    answer = asking.getresponse()
    assert answer.status == 200
    assert b"Mkaguzi" in answer.read()
    asking.close()


def _delivered(agent: Returned) -> None:
    assert agent.sender.deliver(), agent.sender.trouble

"""Simulated agents for tests of load: each remembers what was acknowledged."""

from __future__ import annotations

import random
import threading
import time
import uuid
import zlib
from typing import Any

from agent import wire
from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Link, LinkError, trusting
from agent.report import Batch, Block, Clock, Event, Facts, Series

_STEPS = 5
_BETWEEN = 0.08
"""Seconds between two batches of one agent: 20 agents make two hundred a second."""


class Simulated(threading.Thread):
    """One agent: a batch stays the same body until it is acknowledged, as in the real spool."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(name=f"agent-{number}", daemon=True)
        self.number = number
        self.who: Identity = enrol(read_code(code), {})
        self.acknowledged: dict[int, Batch] = {}
        self.told: Facts = {}
        self.refused: list[tuple[int, Any]] = []
        self._boot = uuid.uuid4().hex
        self._random = random.Random(number)
        self._link = Link(self.who.address, trusting(self.who.ca), timeout=5)
        self._stopping = threading.Event()
        self._given_up = threading.Event()

    def run(self) -> None:
        """Deliver until `finish`; the batch at hand is delivered still."""
        seq = 0
        while not self._stopping.wait(_BETWEEN):
            seq += 1
            batch = self._made(seq)
            self._deliver(batch, zlib.compress(wire.encode(batch)))
        self._link.close()

    def _deliver(self, batch: Batch, body: bytes) -> None:
        while not self._given_up.is_set():
            headers = {
                "Authorization": f"Bearer {self.who.agent}.{self.who.secret}",
                "Content-Encoding": "deflate",
                "Mkaguzi-Clock": f"{batch.clock.wall} {batch.clock.mono} {batch.clock.boot}",
            }
            try:
                answer = self._link.request("POST", "/v1/batch", body, headers)
            except LinkError:  # it was killed, or is not up again yet
                time.sleep(0.05)
                continue
            if answer.status == 200:
                self.acknowledged[batch.seq] = batch
                self.told = {**self.told, **batch.facts}
                return
            self.refused.append((answer.status, answer.content))
            time.sleep(0.05)

    def _made(self, seq: int) -> Batch:
        now = time.time()
        column: list[float | int | str | bool | None] = [
            round(self._random.uniform(0, 100), 3) for _ in range(_STEPS)
        ]
        series = [Series("cpu", {"cpu": "cpu-total"}, {"usage_idle": column})]
        facts: Facts = {}
        if seq % 5 == 1:
            facts = {
                "machine": {"chassis": "server", "serial": f"SERIAL-{self.number:04}"},
                "memory": {"installed": self._random.choice((4, 8, 16)) << 30},
            }
        return Batch(
            agent=self.who.agent,
            seq=seq,
            clock=Clock(now, 1000.0 + seq, self._boot),
            blocks=[Block(int(now) - 300, 60, _STEPS, series)],
            facts=facts,
            events=[Event(now, "agent_started", {"version": f"{self.number}/{seq}"})],
            errors=[],
        )

    def finish(self) -> None:
        """Deliver what is at hand, then stop."""
        self._stopping.set()

    def give_up(self) -> None:
        """Stop, whatever is at hand: the test is over."""
        self._stopping.set()
        self._given_up.set()
        if self.is_alive():
            self.join(60)

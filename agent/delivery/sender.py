"""Delivers what waits in the spool, the newest first, and obeys what the collector answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from agent import chance
from agent.delivery.identity import Identity
from agent.delivery.link import Answer, LinkError
from agent.delivery.naming import is_samples
from agent.delivery.road import Road
from agent.delivery.spool import Spool
from agent.report import Clock
from agent.store import WITHIN

_REFUSED = (400, 409, 413, 415, 422)
"""The batch is at fault: set aside, for a person."""
_MOVED = 421
"""The collector is elsewhere, and says where. Source: RFC 9110, 15.5.20."""
_FIRST_WAIT, _LONGEST_WAIT = 5.0, 900.0
_LONGEST_ASKED = 3600.0
"""Seconds of waiting that a collector may ask for."""
_READ_AGAIN = 60.0
"""Seconds until what the disk could not read is tried again."""
_KEPT_REFUSED = 20


class Hints(NamedTuple):
    """What the collector wants: seconds between samples and batches, and all facts again."""

    sample: int = 60
    batch: int = 300
    facts: bool = False


class Sender:
    """One collector's deliveries: what it said last, and when it may be asked again."""

    def __init__(
        self, identity: Identity, road: Road, spool: Spool, clock: Callable[[], Clock], aside: Path
    ) -> None:
        self._headers = {
            "Authorization": f"Bearer {identity.agent}.{identity.secret}",
            "Content-Encoding": "deflate",
        }
        self._road = road
        self._spool = spool
        self._clock = clock
        self._aside = aside
        self._failures = 0
        self.hints = Hints()
        self.not_before = 0.0
        self.delivered = self.delivered_mono = 0.0
        self.refused = 0
        self.trouble = ""

    def deliver(self) -> bool:
        """Send what waits until all is sent or the collector cannot; whether all is sent.

        The newest is looked for anew each time: an event that cannot wait overtakes a backlog.
        `not_before` (monotonic s) says when to try again.
        """
        passed_by: set[str] = set()
        while (name := self._spool.newest(passed_by)) is not None:
            body = self._spool.get(name)
            if body is None:
                passed_by.add(name)
            elif not self._deliver_one(name, body):
                return False
        if passed_by.intersection(self._spool.names()):  # not torn: the disk cannot read them now
            self.not_before = self._clock().mono + _READ_AGAIN
        return True

    def _deliver_one(self, name: str, body: bytes) -> bool:
        clock = self._clock()
        stamp = f"{clock.wall:.3f} {clock.mono:.3f} {clock.boot}"
        try:
            answer = self._road.request(
                "POST", "/v1/batch", body, {**self._headers, "Mkaguzi-Clock": stamp}, clock.mono
            )
        except LinkError as error:
            return self._failed(str(error), None)
        if answer.status == 200:
            return self._accepted(name, answer)
        if answer.status == _MOVED and self._road.moved(answer.content, clock.mono):
            return self._deliver_one(name, body)
        self._road.refused(clock.mono)
        unsaid = f"{self.address} answered {answer.status} and no more: its own log may tell why"
        said = str(answer.content.get("message", unsaid))
        if answer.status in _REFUSED:
            self._set_aside(name, body, said)
            return True
        return self._failed(said, answer.retry_after)

    def _accepted(self, name: str, answer: Answer) -> bool:
        self._spool.drop(name)
        self._road.arrived()
        self._failures = 0
        self.trouble = ""
        clock = self._clock()
        self.delivered, self.delivered_mono = clock.wall, clock.mono
        self.hints = read_hints(answer.content.get("hints"), self.hints)
        return True

    def _failed(self, said: str, asked: float | None) -> bool:
        """Full jitter: the machines of a site that lost its link do not come back at once."""
        self._failures += 1
        ceiling = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(self._failures, 10))
        if asked is None:
            pause = chance.between(1.0, ceiling)
        else:
            pause = min(asked, _LONGEST_ASKED) * chance.between(1.0, 1.25)
        self.not_before = self._clock().mono + pause
        self.trouble = said
        return False

    def _set_aside(self, name: str, body: bytes, said: str) -> None:
        self.refused += 1
        self._spool.lost_facts = self._spool.lost_facts or not is_samples(name)
        self.trouble = f"a batch was refused and set aside in {self._aside}: {said}"
        try:
            self._aside.mkdir(mode=WITHIN, exist_ok=True)
            (self._aside / name).write_bytes(body)
            for old in sorted(self._aside.iterdir())[:-_KEPT_REFUSED]:
                old.unlink()
        except OSError as error:
            self.trouble = f"a batch was refused ({said}) and cannot be kept: {error.strerror}"
        self._spool.drop(name)

    @property
    def address(self) -> str:
        """Where the collector is."""
        return self._road.address

    def close(self) -> None:
        """Let the connection go."""
        self._road.close()


def read_hints(thing: object, before: Hints) -> Hints:
    """The hints in an answer; what is missing or absurd stays as it was."""
    told = thing if isinstance(thing, dict) else {}
    sample, batch = told.get("sample"), told.get("batch")
    return Hints(
        sample if isinstance(sample, int) and 10 <= sample <= 3600 else before.sample,
        batch if isinstance(batch, int) and 10 <= batch <= 86_400 else before.batch,
        bool(told.get("facts", False)),
    )

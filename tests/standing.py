"""A collector that listens on loopback over TLS, for tests of the agents' door: no mocks."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from agent.delivery.link import Link, trusting
from collector.folder import issuing, tls
from collector.organisation import chart
from collector.organisation.chart import EXAMPLE, Organisation
from collector.pipeline import Pipeline
from collector.reception.intake import Reception
from collector.reception.new_code import make_code
from collector.serve import listening, ports
from collector.serve.turnstile import Turnstile
from collector.sources.push.door import Door
from collector.standards.rulebook import NAMES, Rulebook
from collector.steps.follower import Follower
from collector.steps.inspection import Inspector
from collector.store.journal import Journal
from collector.store.state.database import open_state
from collector.store.state.schema import metadata
from tests import databases

REGION = chart.load(EXAMPLE)
SITE = "mbulu-dc-hq"
_PATIENCE = 10.0


class Parts(NamedTuple):
    """A collector's inside."""

    folder: Path
    engine: Engine
    journal: Journal
    rulebook: Rulebook
    pipeline: Pipeline

    def rows(self, table: str) -> list[Any]:
        """All rows of a table of the state."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(metadata.tables[table])))

    def code(self, address: str = "127.0.0.1:1", uses: int | None = 1, **changes: Any) -> str:
        """An enrolment code."""
        values: dict[str, Any] = {"site": SITE, "uses": uses, "hours": 1, "by": "test"}
        values |= {"now": int(time.time()), "address": address}
        values |= {"fingerprint": tls.fingerprint(self.folder / "tls"), **changes}
        with self.engine.begin() as connection:
            return make_code(connection, REGION, **values)

    def catch_up(self) -> int:
        """Apply all there is; how many records that was."""
        total = 0
        while done := self.pipeline.catch_up():
            total += done
        return total


@contextmanager
def parts(folder: Path, region: Organisation = REGION) -> Iterator[Parts]:
    """The inside over a data folder, which may have been used before."""
    tls.prepare(folder / "tls", int(time.time()))
    engine = open_state(databases.url_of(folder))
    journal = Journal(folder / "journal.db")
    rulebook = Rulebook(folder / "standards")
    inspector = Inspector(rulebook)

    def judge(connection: Connection, asset_id: str, now: int) -> None:
        inspector.inspect(connection, asset_id, now)

    pipeline = Pipeline(journal, engine, lambda: region, NAMES, judge)
    try:
        yield Parts(folder, engine, journal, rulebook, pipeline)
    finally:
        journal.close()
        engine.dispose()


class Standing(NamedTuple):
    """A collector that listens."""

    inside: Parts
    house: Reception
    address: str
    door: Turnstile

    @property
    def ca(self) -> str:
        """The CA's certificate."""
        return tls.ca_pem(self.inside.folder / "tls")

    def link(self) -> Link:
        """A connection as an agent makes it."""
        return Link(self.address, trusting(self.ca), timeout=_PATIENCE)

    def code(self, uses: int | None = 1, **changes: Any) -> str:
        """An enrolment code for this address."""
        return self.inside.code(self.address, uses, **changes)


@contextmanager
def standing(
    folder: Path,
    address: str = "127.0.0.1:0",
    *,
    moved_to: str = "",
    clock: Callable[[], float] | None = None,
) -> Iterator[Standing]:
    """A collector behind a TLS port; its follower applies what comes.

    `clock`: both its clocks, the wall's and the one that only ever goes forward; usually real ones.
    """
    with parts(folder) as inside:
        follower = Follower(inside.pipeline.catch_up)
        ca = tls.ca_pem(folder / "tls")
        house = Reception(
            inside.engine,
            inside.journal,
            inside.pipeline,
            ca,
            follower.wake,
            clock or time.time,
            moved_to,
        )
        bound = ports.listen(address, "agents.listen")
        here = f"127.0.0.1:{ports.port_of(bound)}"
        listener = listening.Listener(
            Door(house, clock or time.monotonic),
            bound,
            folder / "tls" / issuing.SERVER,
            folder / "tls" / issuing.SERVER_KEY,
        )
        follower.start()
        try:
            with _served(listener):
                yield Standing(inside, house, here, bound)
        finally:
            follower.stop()
            house.close()


@contextmanager
def _served(listener: listening.Listener) -> Iterator[None]:
    server = listening._server(listener)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener.socket])), name="door"
    )
    thread.start()
    try:
        until(lambda: server.started, "the door opens")
        yield
    finally:
        server.should_exit = True
        thread.join()


def until(true: Callable[[], Any], what: str, seconds: float = _PATIENCE) -> Any:
    """Wait, not for ever, until something is true; what it was."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.01)
    return found

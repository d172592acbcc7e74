"""One look at what this machine would send. Nothing is sent, and nothing is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from agent import clock, show
from agent.batcher import Batcher
from agent.catalogue import of
from agent.delivery import identity
from agent.gather import Gatherer
from agent.inventory.conversation import Request
from agent.inventory.inventory import Inventory
from agent.probe import find, find_samples
from agent.report import Batch
from agent.runner import WARM_UP
from agent.told import Told


def batch(state: Path, *, names: bool) -> Batch:
    """One batch with all facts, from whom the state folder says. `names`: of accounts too."""
    agent, _ = identity.told(state)
    gatherer, inventory = Gatherer(find_samples()), Inventory(clock.now, names=names)
    batcher = Batcher(agent, gatherer, inventory, Told(), clock.now)
    start = time.monotonic()
    gatherer.sample(clock.now())  # the first reading of the processor tells nothing yet
    inventory.attempt(Request(None, {}, names=names))
    time.sleep(
        max(0.0, WARM_UP / 4 - (time.monotonic() - start))
    )  # a share is between two readings
    batcher.sample()
    made, sections = batcher.take(60)
    return made._replace(facts={name: one.content() for name, one in sections.items()})


def lines(state: Path, *, names: bool) -> Iterator[str]:
    """The same for people."""
    _, words = identity.told(state)
    yield f"{words}. All facts are shown; an agent that runs sends those alone that changed."
    yield from show.lines(batch(state, names=names), of(find()))
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        yield "\nserial numbers and memory modules are told to root alone: try it with sudo"

"""Tries everything on this very machine, and says what worked and what did not, to be sent on.

What only real hardware can show is seen so: which probes answer, how fast, and at which step the
way to the collector ends. Nothing in it says whose machine it is: of facts it tells how many, and
in what errors say, names and numbers are taken out.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from agent import __version__, clock, redaction
from agent.delivery import identity
from agent.delivery.way import Step, steps
from agent.gather import Gatherer
from agent.inventory.conversation import Answer, Request, answers
from agent.probe import Probe, find_samples
from agent.sections import heard
from agent.settings import Settings
from agent.trouble import Trouble

_LONGEST = 300
_BETWEEN = 0.1


class Tried(NamedTuple):
    """One thing that was tried: `told` counts what came of it. `well` is None where it has none."""

    name: str
    well: bool | None
    seconds: float
    told: str


def lines(chosen: Settings) -> Iterator[str]:
    """The report. The last line says whether all is well."""
    yield f"mkaguzi-agent {__version__}, Python {platform.python_version()}, {_system()}"
    secrets = redaction.Secrets()
    tried = [*_inventory(secrets), *_samples(), *_folder(chosen.state), *_way(chosen)]
    for one in tried:
        state = {True: "well", False: "FAILED", None: "nothing"}[one.well]
        yield f"{state:8}{one.name:24}{one.seconds:6.2f} s  {secrets.out_of(one.told)[:_LONGEST]}"
    failed = sum(one.well is False for one in tried)
    yield f"{failed} of {len(tried)} failed" if failed else f"all {len(tried)} are well"


def is_well(report: list[str]) -> bool:
    """Whether a report says that all is well."""
    return report[-1].startswith("all ")


def _system() -> str:
    """Not `platform.platform`: on some versions of Windows its answer never comes."""
    if sys.platform == "win32":
        version = sys.getwindowsversion()
        return f"Windows {version.major}.{version.minor}.{version.build}"
    return f"{platform.system()} {platform.release()} {platform.machine()}"


def _inventory(secrets: redaction.Secrets) -> Iterator[Tried]:
    begun = time.monotonic()
    try:
        for answer in answers(Request(None, {})):
            if answer.kind != "plan":
                yield _heard(answer, time.monotonic() - begun, secrets)
            begun = time.monotonic()
    except (OSError, ValueError) as error:
        yield Tried("inventory", False, time.monotonic() - begun, f"no process: {error}")


def _heard(answer: Answer, seconds: float, secrets: redaction.Secrets) -> Tried:
    if answer.kind in ("failed", "hung"):
        return Tried(answer.name, False, seconds, str(answer.content))
    if answer.kind == "nothing":
        return Tried(answer.name, None, seconds, "")
    if answer.kind == "rows":
        return Tried(answer.name, True, seconds, f"{len(answer.content)} rows")
    content = heard(answer.content).content()
    secrets.learn(content)
    return Tried(answer.name, True, seconds, _counted(content))


def _counted(content: Any) -> str:
    if isinstance(content, list):
        return f"{len(content)} rows"
    names = [f"{k} ({len(v)})" if isinstance(v, list) else k for k, v in content.items()]
    return ", ".join(names)


def _samples() -> Iterator[Tried]:
    for probe in find_samples():
        yield _sampled(probe)


def _sampled(probe: Probe) -> Tried:
    gatherer = Gatherer([probe])
    gatherer.sample(clock.now())
    time.sleep(_BETWEEN)  # a share of time is between two readings
    begun = time.monotonic()
    rows = gatherer.sample(clock.now()).readings
    seconds = time.monotonic() - begun
    if probe.name in gatherer.failing:
        return Tried(probe.name, False, seconds, gatherer.failing[probe.name])
    return Tried(probe.name, True if rows else None, seconds, f"{len(rows)} rows" if rows else "")


def _folder(state: Path) -> Iterator[Tried]:
    """Whether the state can be written, which the spool needs."""
    begun, file = time.monotonic(), state / "selftest.part"
    try:
        file.write_bytes(b"x" * 4096)
        file.unlink()
        yield Tried("state folder", True, time.monotonic() - begun, "can be written")
    except OSError as error:
        yield Tried("state folder", False, time.monotonic() - begun, str(error.strerror))


def _way(chosen: Settings) -> Iterator[Tried]:
    try:
        who = identity.load(chosen.state)
    except Trouble as trouble:
        yield Tried("identity", False, 0.0, str(trouble))
        return
    yield Tried("identity", True, 0.0, "enrolled")
    yield from (_stepped(step) for step in steps(who.address, who.ca, chosen.proxy))


def _stepped(step: Step) -> Tried:
    return Tried(step.name, not step.error, step.seconds, step.error or step.told)

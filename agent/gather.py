"""Runs the probes that are due. A probe that fails costs only itself: the one broad except.

Whatever a probe says is held to its own catalogue before it is believed, and one that hangs is
left behind after its deadline.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from agent import checked
from agent.grid import Moment, Reading
from agent.probe import HOUR, Host, Nothing, Probe, why
from agent.report import Clock, Facts, ProbeError, SectionFacts
from agent.worker import Worker

AGAIN = 3600.0
"""Seconds until a probe's same failure is told again."""
T = TypeVar("T")


class Gatherer:
    """The probes of one machine, and what each keeps."""

    def __init__(self, probes: list[Probe], root: Path = Path("/")) -> None:
        self._probes = probes
        self._hosts = {probe.name: Host(root, {}) for probe in probes}
        self._worker = Worker()
        self._due: dict[str, float] = {}
        self._failed: dict[str, tuple[str, float]] = {}
        self._errors: list[ProbeError] = []

    @property
    def failing(self) -> dict[str, str]:
        """The probes that failed at their last reading, and why."""
        return {name: message for name, (message, _) in self._failed.items()}

    def sample(self, clock: Clock) -> Moment:
        """One reading of every sample probe."""
        found: list[Reading] = []
        for probe in self._probes:
            if probe.fault:
                self._note(probe.name, probe.fault, clock)
            elif probe.fields:
                found += self._read(probe, checked.readings, clock) or ()
        return Moment(int(clock.wall), found)

    def facts(self, clock: Clock) -> Facts:
        """The sections whose probes are due, as they are now."""
        found: Facts = {}
        for probe in self._probes:
            if probe.facts is not None and self._due.get(probe.name, 0.0) <= clock.mono:
                section: SectionFacts | None = self._read(probe, checked.section, clock)
                failed = probe.name in self._failed
                pause = min(probe.every, HOUR) if failed else probe.every
                self._due[probe.name] = clock.mono + pause
                if section is not None:
                    found[probe.name] = section
        return found

    def all_due(self) -> None:
        """Read every fact probe at the next call of `facts`."""
        self._due.clear()

    def errors(self) -> list[ProbeError]:
        """The failures to tell since the last call."""
        told, self._errors = self._errors, []
        return told

    def _read(self, probe: Probe, check: Callable[[Probe, Any], T], clock: Clock) -> T | None:
        host = self._hosts[probe.name]

        def ask() -> T:
            return check(probe, probe.read(host))

        try:
            found: T | None = self._worker.run(probe.name, ask, probe.deadline)
        except Nothing:
            found = None
        except Exception as error:  # noqa: BLE001 (whatever a probe meets costs only the probe)
            self._note(probe.name, why(error), clock)
            return None
        self._failed.pop(probe.name, None)
        return found

    def _note(self, name: str, said: str, clock: Clock) -> None:
        message = said[:500]
        before, told = self._failed.get(name, ("", 0.0))
        if message != before or clock.mono - told >= AGAIN:
            self._errors.append(ProbeError(clock.wall, name, message))
            told = clock.mono
        self._failed[name] = (message, told)

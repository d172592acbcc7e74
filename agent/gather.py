"""Runs the probes that are due. A probe that fails costs only itself: the one broad except."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from agent.grid import Moment, Reading
from agent.probe import Host, Nothing, Probe
from agent.report import Facts, ProbeError, SectionFacts

AGAIN = 3600.0
"""Seconds until a probe's same failure is told again."""
FULL = 14 * 86_400.0
"""Seconds until an unchanged section is sent again."""


class Gatherer:
    """The probes of one machine, what each keeps, and what was told already."""

    def __init__(self, probes: list[Probe], root: Path = Path("/")) -> None:
        self._probes = probes
        self._hosts = {probe.name: Host(root, {}) for probe in probes}
        self._due: dict[str, float] = {}
        self._failed: dict[str, tuple[str, float]] = {}
        self._errors: list[ProbeError] = []

    @property
    def failing(self) -> dict[str, str]:
        """The probes that failed at their last reading, and why."""
        return {name: message for name, (message, _) in self._failed.items()}

    def sample(self, now: float) -> Moment:
        """One reading of every sample probe, at a moment (UTC s)."""
        readings = [
            Reading(probe.name, tags, values)
            for probe in self._probes
            if probe.fields
            for tags, values in self._read(probe, now) or ()
        ]
        return Moment(int(now), readings)

    def facts(self, now: float) -> Facts:
        """The sections whose probes are due, as they are now."""
        found: Facts = {}
        for probe in self._probes:
            if probe.facts is not None and self._due.get(probe.name, 0.0) <= now:
                self._due[probe.name] = now + probe.every
                section = self._read(probe, now)
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

    def _read(self, probe: Probe, now: float) -> Any:
        try:
            found = probe.read(self._hosts[probe.name])
            found = list(found) if probe.fields else found
        except Nothing:
            found = None
        except Exception as error:  # noqa: BLE001 (whatever a probe meets costs only the probe)
            self._note(probe.name, f"{type(error).__name__}: {error}"[:500], now)
            return None
        self._failed.pop(probe.name, None)
        return found

    def _note(self, name: str, message: str, now: float) -> None:
        before, told = self._failed.get(name, ("", 0.0))
        if message != before or now - told >= AGAIN:
            self._errors.append(ProbeError(now, name, message))
            told = now
        self._failed[name] = (message, told)


class Told:
    """Which sections the collector knows, by their hashes; kept over restarts."""

    def __init__(self, known: dict[str, tuple[str, float]] | None = None) -> None:
        self.known = known or {}

    def news(self, facts: Facts, now: float) -> Facts:
        """The sections that changed, or that were last sent long ago."""
        return {
            name: section for name, section in facts.items() if self._is_news(name, section, now)
        }

    def _is_news(self, name: str, section: SectionFacts, now: float) -> bool:
        before, sent = self.known.get(name, ("", 0.0))
        return before != fingerprint(section) or not 0 <= now - sent < FULL

    def remember(self, facts: Facts, now: float) -> None:
        """These were sent (they are in the spool, durable)."""
        for name, section in facts.items():
            self.known[name] = (fingerprint(section), now)


def fingerprint(section: SectionFacts) -> str:
    """A hash of a section's content."""
    text = json.dumps(section, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")
    return f"{len(text):x}-{zlib.crc32(text):08x}-{zlib.adler32(text):08x}"

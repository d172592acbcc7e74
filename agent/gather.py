"""Runs the sample probes. A probe that fails costs only itself: the one broad except.

Whatever a probe says is held to its own catalogue before it is believed, and one that hangs is
left behind after its deadline.
"""

from __future__ import annotations

from pathlib import Path

from agent import checked
from agent.failures import Failures
from agent.grid import Moment, Reading
from agent.probe import Host, Nothing, Probe, why
from agent.report import Clock, ProbeError
from agent.worker import Worker


class Gatherer:
    """The sample probes of one machine, and what each keeps."""

    def __init__(self, probes: list[Probe], root: Path = Path("/")) -> None:
        self._probes = probes
        self._hosts = {probe.name: Host(root, {}) for probe in probes}
        self._worker = Worker()
        self._failures = Failures()

    @property
    def failing(self) -> dict[str, str]:
        """The probes that failed at their last reading, and why."""
        return self._failures.now

    def sample(self, clock: Clock) -> Moment:
        """One reading of every probe."""
        found = [reading for probe in self._probes for reading in self._read(probe, clock)]
        return Moment(int(clock.wall), found)

    def errors(self) -> list[ProbeError]:
        """The failures to tell since the last call."""
        return self._failures.take()

    def _read(self, probe: Probe, clock: Clock) -> list[Reading]:
        host, found = self._hosts[probe.name], list[Reading]()
        try:
            if probe.fault:
                raise ImportError(probe.fault)
            found = self._worker.run(
                probe.name, lambda: checked.readings(probe, probe.read(host)), probe.deadline
            )
        except Nothing:
            found = []
        except Exception as error:  # noqa: BLE001 (whatever a probe meets costs only the probe)
            self._failures.note(probe.name, probe.fault or why(error), clock)
            return []
        self._failures.over(probe.name)
        return found

"""By smartctl, where it is installed."""

from __future__ import annotations

from agent.probe import Host
from agent.probes.smart_disks import reports
from agent.report import Row
from agent.smart.judged import health


def read(host: Host) -> list[Row]:
    """A row for each disk that tells. Raises Nothing where there is no smartctl."""
    return [{"name": disk.device, **health(disk), "source": "smartctl"} for disk in reports(host)]

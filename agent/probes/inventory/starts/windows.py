"""How it was started and stopped lately, by the System log."""

from __future__ import annotations

import time
from typing import Any

from agent.probe import DAY, Host
from agent.probes.inventory.starts import DAYS
from agent.windows import eventlog
from agent.windows.starts import WANTED, event, section, starts

_MOST = 2000


def read(host: Host) -> dict[str, Any]:
    """The section."""
    told = host.outside.call(eventlog.newest, "System", WANTED, _MOST)
    found = [one for xml in told if (one := event(xml)) is not None]
    return section(starts(found), time.time() - DAYS * DAY)

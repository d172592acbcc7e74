"""Who sets the clock, and how far off it believes to be."""

from __future__ import annotations

from agent.field import Field
from agent.probe import HOUR

EVERY = HOUR
DEADLINE = 30.0
FACTS = {
    "source": Field("1", "who sets the clock: chrony, timesyncd, ntpd, w32time, hypervisor", str),
    "server": Field("1", "the server it is set by", str),
    "synchronised": Field("1", "the clock is set by it now", bool),
    "synchronised_at": Field("UTC s", "when it was last set by it (while it is, the day)", int),
    "offset": Field("s", "how far the clock is off, by the one who sets it", float),
}

"""What the network interfaces sent and received, as Telegraf's `net` counts it."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from agent.field import Field
from agent.probe import SAMPLE, Host, Sample

EVERY = SAMPLE
TAGS = ("interface",)
FIELDS = {
    "bytes_sent": Field("B", "bytes sent since boot", int, counter=True),
    "bytes_recv": Field("B", "bytes received since boot", int, counter=True),
    "packets_sent": Field("1", "packets sent since boot", int, counter=True),
    "packets_recv": Field("1", "packets received since boot", int, counter=True),
    "err_in": Field("1", "broken packets received since boot", int, counter=True),
    "err_out": Field("1", "packets that could not be sent since boot", int, counter=True),
    "drop_in": Field("1", "packets dropped on the way in since boot", int, counter=True),
    "drop_out": Field("1", "packets dropped on the way out since boot", int, counter=True),
    "speed": Field("Mbit/s", "speed of the link, -1 if unknown", int),
}
_NAMES = {"err_in": "errin", "err_out": "errout", "drop_in": "dropin", "drop_out": "dropout"}
PASSING = ("lo", "veth", "docker", "br-", "virbr", "vnet", "tap", "cali", "flannel", "cni", "ifb")
"""Interfaces that come and go with containers and guests: noise in a register of machines."""


def read(host: Host) -> Iterator[Sample]:  # noqa: ARG001 (psutil asks this machine)
    """A row for each interface that stays."""
    stats = psutil.net_if_stats()
    for name, counters in psutil.net_io_counters(pernic=True, nowrap=True).items():
        if name.startswith(PASSING) or "loopback" in name.lower():
            continue
        row = {field: getattr(counters, _NAMES.get(field, field), 0) for field in FIELDS}
        row["speed"] = (stats[name].speed if name in stats else 0) or -1
        yield {"interface": name}, row

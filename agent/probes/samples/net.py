"""What the network interfaces sent and received, as Telegraf's `net` counts it.

Source: proc(5), /proc/net/dev, and /sys/class/net/*/speed; elsewhere psutil.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.linux import files
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
_COLUMNS = {
    "bytes_recv": 0,
    "packets_recv": 1,
    "err_in": 2,
    "drop_in": 3,
    "bytes_sent": 8,
    "packets_sent": 9,
    "err_out": 10,
    "drop_out": 11,
}
_NAMES = {"err_in": "errin", "err_out": "errout", "drop_in": "dropin", "drop_out": "dropout"}
_FASTEST = 10_000_000
"""Mbit/s: some drivers say 2^32 - 1 for unknown."""
_PASSING = ("veth", "docker", "br-", "virbr", "vnet", "tap", "cali", "flannel", "cni", "ifb")


def stays(name: str) -> bool:
    """Whether an interface is more than noise in a register of machines.

    Loopbacks tell nothing, and those of containers and guests come and go.
    """
    return name != "lo" and "loopback" not in name.lower() and not name.startswith(_PASSING)


def read(host: Host) -> Iterator[Sample]:
    """A row for each interface that stays."""
    file = host.path("/proc/net/dev")
    if not host.has("/proc/net/dev"):
        yield from _elsewhere()
        return
    for name, counted in _linux(file).items():
        yield {"interface": name}, {**counted, "speed": speed(host, name)}


def speed(host: Host, name: str) -> int:
    """Mbit/s as the kernel tells it; -1 for a link that is down or has none."""
    return believed(files.number(host.path("/sys/class/net") / name / "speed"))


def believed(told: int | None) -> int:
    """A speed that can be, Mbit/s; -1 for what drivers say where they do not know."""
    return told if told and 0 < told < _FASTEST else -1


def _linux(file: Path) -> dict[str, dict[str, int]]:
    text = file.read_text(encoding="utf-8", errors="surrogateescape")
    found = {}
    for row in text.splitlines():
        name, colon, columns = row.rpartition(":")
        if colon and stays(name.strip()):
            numbers = columns.split()
            found[name.strip()] = {field: int(numbers[at]) for field, at in _COLUMNS.items()}
    return found


def _elsewhere() -> Iterator[Sample]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    stats = psutil.net_if_stats()
    for name, counters in psutil.net_io_counters(pernic=True, nowrap=True).items():
        if stays(name):
            row = {field: getattr(counters, _NAMES.get(field, field), 0) for field in FIELDS}
            row["speed"] = believed(stats[name].speed if name in stats else None)
            yield {"interface": name}, row

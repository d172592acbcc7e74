"""How the processor's time was spent since the last reading, as Telegraf's `cpu` counts it.

Deltas between two readings of the kernel's counters; nothing on the first. The total leaves guest
time out, for user and nice time hold it already. Source: Linux proc(5), /proc/stat.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.field import Field
from agent.probe import SAMPLE, Host, Sample

EVERY = SAMPLE
TAGS = ("cpu",)
FIELDS = {
    "usage_user": Field("%", "time in programs, guests left out"),
    "usage_system": Field("%", "time in the kernel"),
    "usage_idle": Field("%", "time with nothing to do"),
    "usage_nice": Field("%", "time in programs of low priority"),
    "usage_iowait": Field("%", "idle time with a disk still to answer (Linux)"),
    "usage_irq": Field("%", "time in hardware interrupts"),
    "usage_softirq": Field("%", "time in software interrupts; on Windows deferred calls"),
    "usage_steal": Field("%", "time the hypervisor gave to others (Linux guests)"),
    "usage_guest": Field("%", "time in guests (Linux hosts)"),
    "usage_guest_nice": Field("%", "time in guests of low priority (Linux hosts)"),
}
_PARTS = ("user", "system", "nice", "iowait", "irq", "softirq", "steal", "idle")
_COLUMNS = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
_GUESTS = ("guest", "guest_nice")
_WINDOWS = {"interrupt": "irq", "dpc": "softirq"}


def read(host: Host) -> Iterator[Sample]:
    """One row, `cpu-total`."""
    file = host.path("/proc/stat")
    times = _linux(file) if host.has("/proc/stat") else _elsewhere()
    before = host.kept.get("times")
    host.kept["times"] = times
    if before is None:
        return
    spent = {name: times[name] - before[name] for name in times}
    total = sum(spent.get(part, 0.0) for part in _PARTS)
    if total < 0:
        raise ValueError("the processor's counters ran backwards")
    if total > 0:
        yield {"cpu": "cpu-total"}, _shares(spent, total)


def _linux(file: Path) -> dict[str, float]:
    """The first line, in ticks: only shares of them matter. Old kernels tell fewer columns."""
    with file.open(encoding="ascii") as lines:
        ticks = lines.readline().split()[1:]
    return {name: float(n) for name, n in zip(_COLUMNS + _GUESTS, ticks, strict=False)}


def _elsewhere() -> dict[str, float]:
    import psutil  # it costs megabytes, and on Linux the kernel tells all

    return {_WINDOWS.get(k, k): v for k, v in psutil.cpu_times()._asdict().items()}


def _shares(spent: dict[str, float], total: float) -> dict[str, float | int | str | bool]:
    own = dict(spent)
    own["user"] -= spent.get("guest", 0.0)
    if "nice" in own:
        own["nice"] -= spent.get("guest_nice", 0.0)
    return {
        f"usage_{name}": round(max(0.0, 100 * value / total), 3)
        for name, value in own.items()
        if f"usage_{name}" in FIELDS
    }
